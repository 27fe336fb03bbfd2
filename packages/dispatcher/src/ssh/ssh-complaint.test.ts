import { describe, expect, test } from 'vitest';
import { sshComplaint } from './ssh-complaint.ts';

const complaint = (stderr: string, code = 255, why = `exit ${code}`) =>
  sshComplaint('me@login.hpc', { code, why, stderr });

describe('what ssh complains about', () => {
  test('is told in its own words when they say it', () => {
    const line = 'ssh: connect to host login.hpc port 22: Connection timed out';
    expect(complaint(`Warning: a banner\r\n${line}\r\n`)).toEqual({
      kind: 'unreached',
      text: line,
    });
    expect(complaint('kex_exchange_identification: read: Connection reset by peer\r\n').text).toBe(
      'ssh: kex_exchange_identification: read: Connection reset by peer',
    );
  });

  test.each([
    'me@login.hpc: Permission denied (publickey,keyboard-interactive).',
    'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures',
    'Host key verification failed.',
  ])('asks for a login after: %s', (line) => {
    expect(complaint(`${line}\r\n`).wantsLogin).toBe(true);
  });

  test('asks for none when the host key is another one: that needs a person', () => {
    const { wantsLogin, text } = complaint(
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.\n',
    );
    expect({ wantsLogin, text }).toEqual({
      wantsLogin: undefined,
      text: expect.stringContaining('another host key'),
    });
  });

  test('asks for none when the master had no session left and keys alone do not do', () => {
    const { wantsLogin, text } = complaint(
      'mux_client_request_session: session request failed: Session open refused by peer\nme@login.hpc: Permission denied (password).\n',
    );
    expect({ wantsLogin, text }).toEqual({
      wantsLogin: undefined,
      text: expect.stringContaining('fewer sessions'),
    });
  });

  test('is how it ended when it said nothing that is known', () => {
    expect(complaint('').text).toBe('ssh me@login.hpc: exit 255');
    expect(complaint('a banner', 137, 'no answer within 30 s').text).toBe(
      'ssh me@login.hpc: no answer within 30 s',
    );
    expect(complaint('This account is currently not available.\n', 1).text).toBe(
      'ssh me@login.hpc: This account is currently not available.',
    );
    expect(complaint('', 127, 'spawn ssh ENOENT').text).toBe(
      'ssh could not be started: spawn ssh ENOENT',
    );
  });
});
