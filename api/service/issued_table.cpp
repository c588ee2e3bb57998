#include "api/service/issued_table.hpp"

namespace countersign::api::service {

Result<Done> insert_issued(store::Database& database, const IssuedRecord& record) {
    auto insert = database.prepare(
        "INSERT INTO issued(id, issuer, subject, type, commitment, batch, leaf, place) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    insert->bind(0, std::string_view(record.id)).bind(1, view(record.issuer)).bind(2, view(record.subject));
    insert->bind(3, std::string_view(record.type)).bind(4, view(record.commitment)).bind(5, view(record.batch));
    insert->bind(6, std::int64_t{record.leaf}).bind(7, std::int64_t{record.list_index});
    return insert->run();
}

}  // namespace countersign::api::service
