/** What ssh, the programs that it asks by (an agent, an askpass, Kerberos) and its proxies go by. No value of these is a secret. */
const needed: ReadonlySet<string> = new Set([
  ...['HOME', 'PATH', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'LANG', 'LANGUAGE'],
  ...['SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'SSH_ASKPASS', 'SSH_ASKPASS_REQUIRE'],
  ...['SSH_SK_PROVIDER', 'SSH_SK_HELPER', 'SSH_PKCS11_HELPER', 'GNUPGHOME', 'GPG_TTY'],
  ...['KRB5CCNAME', 'KRB5_CONFIG', 'KRB5_KTNAME', 'KRB5_CLIENT_KTNAME'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'LD_LIBRARY_PATH'],
]);

type Variables = { readonly [name: string]: string | undefined };

/**
 * The environment of a master connection. It lives for hours, and whoever is this user can read it all that time: values of secrets
 * that the shell of the user exports, as for runs, stay out of it.
 */
export const masterEnv = (env: Variables): Variables =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => needed.has(name) || /^(?:XDG|LC)_/.test(name)),
  );
