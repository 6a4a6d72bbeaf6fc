/* Lets the old program believe in another hour, so that its cases have a past: loaded before libc (see make.py).
   CLOCK_AT is the moment at which the process begins, in seconds since 1970; from there time goes on as it does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*reads_clock)(clockid_t, struct timespec *);

int clock_gettime(clockid_t clock, struct timespec *at) {
    static reads_clock real;
    static time_t offset;
    if (!real) {
        reads_clock found = (reads_clock)dlsym(RTLD_NEXT, "clock_gettime");
        struct timespec began;
        const char *wished = getenv("CLOCK_AT");
        found(CLOCK_REALTIME, &began);
        offset = wished ? (time_t)atoll(wished) - began.tv_sec : 0;
        real = found;
    }
    int answer = real(clock, at);
    if (clock == CLOCK_REALTIME) at->tv_sec += offset;
    return answer;
}
