/* posix-spawn N SLOTS PROGRAM: starts a program N times, so many at a time, and keeps nothing. The floor of all launchers. */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

int main(int count, char **words) {
  if (count != 4) return 2;
  int left = atoi(words[1]), slots = atoi(words[2]), running = 0, status;
  char *command[] = {words[3], NULL};
  while (left > 0) {
    pid_t pid;
    if (running == slots && wait(&status) > 0) running--;
    if (posix_spawn(&pid, words[3], NULL, NULL, command, environ) != 0) return 1;
    running++;
    left--;
  }
  while (running-- > 0) wait(&status);
  return 0;
}
