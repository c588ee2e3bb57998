#include "tests/contracts/store/fault_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

namespace countersign::store_test {
namespace {

constexpr std::size_t sector_bytes = 512;

/// What SQLite allocates for a file: ours first, then the system's.
struct ShimFile {
    sqlite3_file base;
    FaultVfs* vfs;
    std::string* path;

    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

ShimFile* shim(sqlite3_file* file) { return reinterpret_cast<ShimFile*>(file); }

int close_file(sqlite3_file* file) {
    ShimFile* const self = shim(file);
    delete self->path;
    self->path = nullptr;
    return self->real()->pMethods->xClose(self->real());
}
int read_file(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
    return shim(file)->real()->pMethods->xRead(shim(file)->real(), to, count, offset);
}
int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    ShimFile* const self = shim(file);
    if (const int refused = self->vfs->admit(FaultVfs::Kind::write)) {
        return refused;
    }
    const auto* const bytes = static_cast<const std::uint8_t*>(from);
    self->vfs->record(*self->path, {false, offset, {bytes, bytes + count}});
    return self->real()->pMethods->xWrite(self->real(), from, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    ShimFile* const self = shim(file);
    if (const int refused = self->vfs->admit(FaultVfs::Kind::truncate)) {
        return refused;
    }
    self->vfs->record(*self->path, {true, size, {}});
    return self->real()->pMethods->xTruncate(self->real(), size);
}
int sync_file(sqlite3_file* file, int /*flags*/) {
    ShimFile* const self = shim(file);
    if (const int refused = self->vfs->admit(FaultVfs::Kind::sync)) {
        return refused;
    }
    self->vfs->synced(*self->path);
    return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return shim(file)->real()->pMethods->xFileSize(shim(file)->real(), size);
}
int lock_file(sqlite3_file* file, int level) { return shim(file)->real()->pMethods->xLock(shim(file)->real(), level); }
int unlock_file(sqlite3_file* file, int level) {
    return shim(file)->real()->pMethods->xUnlock(shim(file)->real(), level);
}
int check_lock(sqlite3_file* file, int* out) {
    return shim(file)->real()->pMethods->xCheckReservedLock(shim(file)->real(), out);
}
int control(sqlite3_file* file, int operation, void* argument) {
    return shim(file)->real()->pMethods->xFileControl(shim(file)->real(), operation, argument);
}
int sector_size(sqlite3_file* /*file*/) { return static_cast<int>(sector_bytes); }
/// No promise at all: neither atomic nor ordered writes, no power-safe overwrite.
int characteristics(sqlite3_file* /*file*/) { return 0; }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return shim(file)->real()->pMethods->xShmMap(shim(file)->real(), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return shim(file)->real()->pMethods->xShmLock(shim(file)->real(), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { shim(file)->real()->pMethods->xShmBarrier(shim(file)->real()); }
int shm_unmap(sqlite3_file* file, int remove) {
    return shim(file)->real()->pMethods->xShmUnmap(shim(file)->real(), remove);
}

const sqlite3_io_methods methods = {2,           close_file,  read_file,       write_file,  truncate_file,
                                    sync_file,   file_size,   lock_file,       unlock_file, check_lock,
                                    control,     sector_size, characteristics, shm_map,     shm_lock,
                                    shm_barrier, shm_unmap,   nullptr,         nullptr};

FaultVfs& owner(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    ShimFile* const self = shim(file);
    self->base.pMethods = nullptr;
    self->vfs = &owner(vfs);
    self->path = nullptr;
    sqlite3_vfs* const system = self->vfs->system();
    const int result = system->xOpen(system, path, self->real(), flags, out_flags);
    if (result == SQLITE_OK) {
        self->path = new std::string(path == nullptr ? "" : path);
        self->vfs->opened(*self->path);
        self->base.pMethods = &methods;
    }
    return result;
}
int delete_file(sqlite3_vfs* vfs, const char* path, int sync) {
    sqlite3_vfs* const system = owner(vfs).system();
    if (const int refused = owner(vfs).admit(FaultVfs::Kind::truncate)) {
        return refused;
    }
    owner(vfs).record(path, {true, 0, {}});
    owner(vfs).synced(path);
    return system->xDelete(system, path, sync);
}

}  // namespace

FaultVfs::FaultVfs(std::string name, std::uint64_t seed)
    : name_(std::move(name)),
      system_(sqlite3_vfs_find(nullptr)),
      vfs_(std::make_unique<sqlite3_vfs>(*system_)),
      random_(seed) {
    vfs_->pNext = nullptr;
    vfs_->zName = name_.c_str();
    vfs_->pAppData = this;
    vfs_->szOsFile = static_cast<int>(sizeof(ShimFile)) + system_->szOsFile;
    vfs_->xOpen = open_file;
    vfs_->xDelete = delete_file;
    // The others take their own VFS as argument only to pass it on; the system's look at none of our fields.
    sqlite3_vfs_register(vfs_.get(), 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(vfs_.get()); }

void FaultVfs::schedule(Fault fault, std::uint64_t operations) {
    const std::lock_guard guard(mutex_);
    fault_ = fault;
    countdown_ = operations;
    struck_ = false;
}

bool FaultVfs::has_struck() const {
    const std::lock_guard guard(mutex_);
    return struck_;
}

std::uint64_t FaultVfs::operations() const {
    const std::lock_guard guard(mutex_);
    return operations_;
}

int FaultVfs::admit(Kind kind) {
    const std::lock_guard guard(mutex_);
    ++operations_;
    if (fault_ == Fault::none) {
        return SQLITE_OK;
    }
    if (fault_ == Fault::power_cut && struck_) {
        return SQLITE_IOERR;
    }
    if (countdown_ > 1) {
        --countdown_;
        return SQLITE_OK;
    }
    if (struck_) {
        return SQLITE_OK;
    }
    switch (fault_) {
        case Fault::none: return SQLITE_OK;
        case Fault::power_cut: struck_ = true; return SQLITE_IOERR;
        case Fault::write_error: struck_ = kind == Kind::write; return struck_ ? SQLITE_IOERR_WRITE : SQLITE_OK;
        case Fault::disk_full: struck_ = kind == Kind::write; return struck_ ? SQLITE_FULL : SQLITE_OK;
        case Fault::sync_error: struck_ = kind == Kind::sync; return struck_ ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    }
    return SQLITE_OK;
}

void FaultVfs::opened(const std::string& path) {
    const std::lock_guard guard(mutex_);
    if (!path.empty() && !files_.contains(path)) {
        // What is there before the first look has been there for long.
        std::ifstream stream(path, std::ios::binary);
        files_[path].durable.assign(std::istreambuf_iterator<char>(stream), {});
    }
}

void FaultVfs::record(const std::string& path, Change change) {
    const std::lock_guard guard(mutex_);
    files_[path].changes.push_back(std::move(change));
}

void FaultVfs::synced(const std::string& path) {
    const std::lock_guard guard(mutex_);
    File& file = files_[path];
    for (const Change& change : file.changes) {
        apply(file.durable, change);
    }
    file.changes.clear();
}

void FaultVfs::apply(std::vector<std::uint8_t>& content, const Change& change) {
    const auto offset = static_cast<std::size_t>(change.offset);
    if (change.truncate) {
        content.resize(offset);
        return;
    }
    content.resize(std::max(content.size(), offset + change.bytes.size()));
    std::ranges::copy(change.bytes, content.begin() + change.offset);
}

std::vector<std::uint8_t> FaultVfs::survivor(const File& file) {
    std::vector<std::uint8_t> content = file.durable;
    // Three kinds of disks: none of the rest, all of it in order until a point, or any of it.
    const std::uint64_t kind = random_() % 3;
    const std::size_t until = file.changes.empty() ? 0 : random_() % (file.changes.size() + 1);
    for (std::size_t i = 0; i < file.changes.size(); ++i) {
        const bool whole = kind == 1 ? i < until : kind == 2 && random_() % 2 == 0;
        const bool torn = kind == 1 ? i == until : kind == 2 && random_() % 4 == 0;
        if (whole) {
            apply(content, file.changes[i]);
        } else if (torn && !file.changes[i].truncate) {
            for (std::size_t at = 0; at < file.changes[i].bytes.size(); at += sector_bytes) {
                if (random_() % 2 == 0) {
                    const auto& bytes = file.changes[i].bytes;
                    const std::size_t end = std::min(at + sector_bytes, bytes.size());
                    apply(content, {false,
                                    file.changes[i].offset + static_cast<std::int64_t>(at),
                                    {bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                     bytes.begin() + static_cast<std::ptrdiff_t>(end)}});
                }
            }
        }
    }
    return content;
}

void FaultVfs::restore() {
    const std::lock_guard guard(mutex_);
    for (auto& [path, file] : files_) {
        file.durable = survivor(file);
        file.changes.clear();
        std::ofstream stream(path, std::ios::binary | std::ios::trunc);
        stream.write(reinterpret_cast<const char*>(file.durable.data()),
                     static_cast<std::streamsize>(file.durable.size()));
        // The index of a write-ahead log is memory: it goes with the power.
        std::remove((path.substr(0, path.size() - std::string("-wal").size()) + "-shm").c_str());
        std::remove((path + "-shm").c_str());
    }
    fault_ = Fault::none;
    struck_ = false;
}

}  // namespace countersign::store_test
