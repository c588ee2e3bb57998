#include "contracts/store/published_file.hpp"

#include "contracts/store/log_tables.hpp"

namespace countersign::store {

Result<Done> PublishedFile::create(const std::filesystem::path& path, const std::string& vfs) {
    auto database = Database::open(path, {.create = true, .vfs = vfs});
    if (!database) {
        return fail(database.error());
    }
    return database->execute(published_schema);
}

Result<Published> PublishedFile::read() {
    const std::lock_guard guard(using_);
    return read_row();
}

Result<Done> PublishedFile::advance(const log::TreeHead& expected, const Published& next) {
    const std::lock_guard guard(using_);
    auto transaction = Transaction::begin(database_);
    if (!transaction) {
        return fail(transaction.error());
    }
    const auto present = read_row();
    if (!present) {
        return fail(present.error());
    }
    if (present->head != expected || next.head.size < expected.size) {
        return fail(errors::store_conflict, "the published size is " + std::to_string(present->head.size));
    }
    auto statement = database_.prepare("INSERT OR REPLACE INTO published(one, size, root, note) VALUES(1, ?, ?, ?)");
    if (!statement) {
        return fail(statement.error());
    }
    const auto done = statement->bind(0, to_signed(next.head.size))
                          .bind(1, view(next.head.root))
                          .bind(2, std::string_view(next.note))
                          .run();
    if (!done) {
        return fail(done.error());
    }
    return transaction->commit();
}

Result<Done> PublishedFile::check_structure() {
    const std::lock_guard guard(using_);
    return database_.check_structure();
}

Result<Published> PublishedFile::read_row() {
    auto statement = database_.prepare("SELECT size, root, note FROM published");
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    if (!*row) {
        return Published{.head = {0, log::empty_root()}, .note = {}};
    }
    Published published{.head = {to_unsigned(statement->integer(0)), {}}, .note = statement->text(2)};
    if (!copy_exact(statement->blob(1), published.head.root)) {
        return fail(errors::store_corrupt, "published.root");
    }
    return published;
}

}  // namespace countersign::store
