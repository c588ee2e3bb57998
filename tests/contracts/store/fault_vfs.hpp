// A disk that forgets: an SQLite VFS over the system's, which keeps what was written since the last sync of each file
// apart, can cut the power after any number of operations, and can refuse writes and syncs.
// At a cut every later operation fails; restore() then leaves in the files what a disk may hold: all that was synced,
// and of the rest any subset, torn at sectors. Nothing is really synced, so a cut costs no disk time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace countersign::store_test {

class FaultVfs {
  public:
    enum class Fault { none, power_cut, write_error, disk_full, sync_error };

    /// Registers under `name`, which must be unlike all others.
    FaultVfs(std::string name, std::uint64_t seed);
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    /// The fault comes at the `operations`-th write, truncation or sync from now (1 is the next). write_error,
    /// disk_full and sync_error come once, at the first operation of their kind from there.
    void schedule(Fault fault, std::uint64_t operations);
    [[nodiscard]] bool has_struck() const;
    /// Writes, truncations and syncs so far.
    [[nodiscard]] std::uint64_t operations() const;
    /// After everything was closed: what is left when the power is back. Forgets the cut.
    void restore();

    struct Change {
        bool truncate = false;
        std::int64_t offset = 0;  // or the new size
        std::vector<std::uint8_t> bytes;
    };
    struct File {
        std::vector<std::uint8_t> durable;
        std::vector<Change> changes;
    };

    // For the VFS's own functions.
    enum class Kind { write, truncate, sync };
    /// An SQLite error code, or 0 to go on.
    int admit(Kind kind);
    void record(const std::string& path, Change change);
    void synced(const std::string& path);
    void opened(const std::string& path);
    [[nodiscard]] sqlite3_vfs* system() const { return system_; }

  private:
    static void apply(std::vector<std::uint8_t>& content, const Change& change);
    [[nodiscard]] std::vector<std::uint8_t> survivor(const File& file);

    std::string name_;
    sqlite3_vfs* system_;
    std::unique_ptr<sqlite3_vfs> vfs_;
    mutable std::mutex mutex_;
    std::mt19937_64 random_;
    std::map<std::string, File> files_;
    Fault fault_ = Fault::none;
    std::uint64_t countdown_ = 0;
    std::uint64_t operations_ = 0;
    bool struck_ = false;
};

}  // namespace countersign::store_test
