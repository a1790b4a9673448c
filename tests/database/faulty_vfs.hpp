// SQLite's own file system with faults on command: a layer over the default one.
#pragma once

#include <atomic>

namespace aisha::tests {

/// While it lives, databases are opened through it. One at a time.
class FaultyVfs {
public:
    FaultyVfs();
    ~FaultyVfs();
    FaultyVfs(FaultyVfs const&) = delete;
    FaultyVfs& operator=(FaultyVfs const&) = delete;

    /// The flushes to disk so far.
    int syncs() const { return syncs_; }
    void fail_syncs(bool fail) { fail_syncs_ = fail; }
    /// Every write fails as on a full disk.
    void fill_disk(bool full) { full_ = full; }

    // Of the layer itself.
    std::atomic<int> syncs_ = 0;
    std::atomic<bool> fail_syncs_ = false;
    std::atomic<bool> full_ = false;
};

}  // namespace aisha::tests
