/** Second words of sweep names: short, well known, one word each. */
export const animals: readonly string[] = `
  albatross alpaca antelope badger barnacle bat beaver beetle bison bobcat buffalo butterfly
  camel caribou cat cheetah chinchilla chipmunk cicada condor coyote crab crane cricket
  curlew deer dingo dolphin donkey dormouse dove dragonfly duck eagle egret eland elk emu
  falcon ferret finch firefly flamingo fox frog gannet gazelle gecko gibbon giraffe gnu goat
  goose gopher grouse gull hare hawk hedgehog heron hippo hornbill horse ibex ibis iguana
  impala jackal jay kestrel kingfisher kiwi koala lark lemming lemur leopard lion lizard
  llama lobster lynx macaw magpie manatee marmot marten meerkat mole moose moth mouse
  narwhal newt numbat ocelot octopus okapi opossum oriole oryx osprey otter owl panda
  panther parrot pelican penguin pigeon plover polecat pony puffin puma quail quokka rabbit
  raccoon raven reindeer robin salmon seal sparrow squid stork swan tapir tern tiger toad
  toucan trout turtle vole wallaby walrus weasel whale wolf wombat wren yak zebra
`
  .trim()
  .split(/\s+/);
