// The layer: https://www.sqlite.org/vfs.html
#include "tests/database/faulty_vfs.hpp"

#include <sqlite3.h>

#include <cstring>

namespace aisha::tests {
namespace {

FaultyVfs* current = nullptr;
sqlite3_vfs* real = nullptr;
sqlite3_vfs layer{};
sqlite3_io_methods methods{};

/// What SQLite allocates for a file: ours, and behind it the real one's.
struct LayerFile {
    sqlite3_file ours;
    sqlite3_file* real;
};

sqlite3_file* below(sqlite3_file* file) { return reinterpret_cast<LayerFile*>(file)->real; }

int close(sqlite3_file* file) { return below(file)->pMethods->xClose(below(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    return below(file)->pMethods->xRead(below(file), to, size, at);
}
int write(sqlite3_file* file, void const* from, int size, sqlite3_int64 at) {
    if (current && current->full_) return SQLITE_FULL;
    return below(file)->pMethods->xWrite(below(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return below(file)->pMethods->xTruncate(below(file), size);
}
int sync(sqlite3_file* file, int flags) {
    if (current) {
        ++current->syncs_;
        if (current->fail_syncs_) return SQLITE_IOERR_FSYNC;
    }
    return below(file)->pMethods->xSync(below(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return below(file)->pMethods->xFileSize(below(file), size);
}
int lock(sqlite3_file* file, int kind) { return below(file)->pMethods->xLock(below(file), kind); }
int unlock(sqlite3_file* file, int kind) { return below(file)->pMethods->xUnlock(below(file), kind); }
int reserved(sqlite3_file* file, int* out) {
    return below(file)->pMethods->xCheckReservedLock(below(file), out);
}
int control(sqlite3_file* file, int operation, void* value) {
    return below(file)->pMethods->xFileControl(below(file), operation, value);
}
int sector(sqlite3_file* file) { return below(file)->pMethods->xSectorSize(below(file)); }
int device(sqlite3_file* file) { return below(file)->pMethods->xDeviceCharacteristics(below(file)); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
    return below(file)->pMethods->xShmUnmap(below(file), remove);
}

int open(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* out) {
    auto* const made = reinterpret_cast<LayerFile*>(file);
    made->real = reinterpret_cast<sqlite3_file*>(made + 1);
    made->ours.pMethods = nullptr;
    int const code = real->xOpen(real, name, made->real, flags, out);
    if (code == SQLITE_OK) made->ours.pMethods = &methods;
    return code;
}

}  // namespace

FaultyVfs::FaultyVfs() {
    current = this;
    if (!real) {
        real = sqlite3_vfs_find(nullptr);
        layer = *real;
        layer.zName = "faulty";
        layer.szOsFile = static_cast<int>(sizeof(LayerFile)) + real->szOsFile;
        layer.xOpen = open;
        methods = {2,        close,       read,      write,   truncate, sync,   file_size,
                   lock,     unlock,      reserved,  control, sector,   device, shm_map,
                   shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
    }
    sqlite3_vfs_register(&layer, 1);
}

FaultyVfs::~FaultyVfs() {
    sqlite3_vfs_register(real, 1);
    sqlite3_vfs_unregister(&layer);
    current = nullptr;
}

}  // namespace aisha::tests
