/** First words of sweep names: short, kind, easy to spell. */
export const adjectives: readonly string[] = `
  able agile airy amber ample apt artful avid balmy basic blithe bold brave breezy brief
  bright brisk bubbly calm candid caring cheery chief clean clear clever cosy crisp curious
  dainty dapper daring deft eager early earnest easy elated fair famous fancy festive fine
  fleet fluent fond frank free fresh gentle giddy glad golden grand great happy hardy hasty
  hearty honest humble ideal jaunty jolly jovial keen kind lively loyal lucid lucky lunar
  mellow merry mighty mild modest neat nimble noble novel patient peppy perky placid plucky
  polite prime proud quick quiet rapid ready rosy sage serene sharp silent silver smart snug
  sober solar spry steady stout sunny sure swift tender tidy trim trusty upbeat vivid warm
  wise witty young zany zesty
`
  .trim()
  .split(/\s+/);
