// What processes use, read from /proc.
#pragma once

#include <sys/types.h>

#include <vector>

namespace aisha::bench {

struct Usage {
    double cpu_seconds = 0;  ///< user and system, in steps of 10 ms
    double resident_mib = 0;
};

/// Of `pid` and all its living descendants, with the CPU time of the children they have awaited. Zero for
/// pid 0.
Usage usage_of_tree(pid_t pid);
/// Of this process alone, in microseconds' steps.
double own_cpu_seconds();

}  // namespace aisha::bench
