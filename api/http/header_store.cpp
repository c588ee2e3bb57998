#include "api/http/header_store.hpp"

#include "identity/base/limits.hpp"

namespace countersign::api::http {

void HeaderStore::clear() noexcept {
    text_.clear();
    fields_.clear();
    headers_.clear();
    method_size_ = 0;
    target_size_ = 0;
}

void HeaderStore::set_request_line(std::string_view method, std::string_view target) {
    text_.append(method).append(target);
    method_size_ = method.size();
    target_size_ = target.size();
}

bool HeaderStore::add_field(std::string_view name, std::string_view value) {
    if (fields_.size() == limits::http_header_fields_max) {
        return false;
    }
    const std::size_t start = text_.size();
    text_.append(name).append(value);
    fields_.push_back({start, name.size(), start + name.size(), value.size()});
    return true;
}

std::string_view HeaderStore::method() const noexcept { return std::string_view(text_).substr(0, method_size_); }
std::string_view HeaderStore::target() const noexcept {
    return std::string_view(text_).substr(method_size_, target_size_);
}

std::span<const Header> HeaderStore::headers() {
    const std::string_view text = text_;
    headers_.clear();
    for (const Field& field : fields_) {
        headers_.push_back({text.substr(field.name, field.name_size), text.substr(field.value, field.value_size)});
    }
    return headers_;
}

bool HeaderStore::is_transfer_encoding_understood() {
    for (const Header& field : headers()) {
        if (is_same_name(field.name, "transfer-encoding") && !is_same_name(field.value, "chunked")) {
            return false;
        }
    }
    return true;
}

}  // namespace countersign::api::http
