// Signs and judges pictures for the interoperability test (sign.mjs), with an authority made on the spot.
//   sign_tool setup DIR                            root.pem, es256.pem, ed25519.pem (chain below an intermediate),
//   their
//                                                  keys, picture.jpg and picture.png
//   sign_tool sign DIR SIGNER IN OUT created TERM  or: ... opened
//   sign_tool judge DIR FILE                       for each line `OFFSET MASK` of the input: the state of the file with
//                                                  that byte changed; without lines, of the file as it is
#include <cstdio>
#include <iostream>
#include <string>

#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/media/sample_image.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::uint64_t year_seconds = 31'557'600;

template <typename T>
T must(Result<T> result) {
    if (!result) {
        std::cerr << result.error().code.name << ": " << result.error().detail << "\n";
        std::exit(1);
    }
    return std::move(*result);
}

void write(const std::filesystem::path& path, ByteView content) {
    must(write_file(path, content, {.overwrite = Overwrite::yes}));
}

std::string read_text(const std::filesystem::path& path) {
    return std::string(as_text(must(read_file(path, file_bytes_max))));
}

void set_up(const std::filesystem::path& folder) {
    SystemEntropy entropy;
    const UnixSeconds now = SystemClock{}.now();
    const c2pa::Validity validity{{now.value - 3600}, {now.value + year_seconds}};
    const auto root = must(c2pa::make_root({"Countersign Test", "Countersign Test Root", "DE"}, validity,
                                           PrivateKey::generate(KeyType::p256, entropy), entropy));
    write(folder / "root.pem", as_bytes(c2pa::to_pem({root.certificate})));
    const auto intermediate =
        must(c2pa::make_intermediate(root, {"Countersign Test", "Countersign Test Intermediate", ""}, validity,
                                     PrivateKey::generate(KeyType::ed25519, entropy), entropy));
    for (const auto& [name, type] : {std::pair("es256", KeyType::p256), std::pair("ed25519", KeyType::ed25519)}) {
        const auto key = PrivateKey::generate(type, entropy);
        const bool direct = type == KeyType::p256;
        const auto leaf =
            must(c2pa::make_signer_certificate(direct ? root : intermediate, {"Äther & Söhne", name, "DE"}, validity,
                                               to_spki_der(key.public_key()), entropy));
        std::vector<Bytes> chain{leaf};
        if (!direct) {
            chain.push_back(intermediate.certificate);
        }
        chain.push_back(root.certificate);
        write(folder / (std::string(name) + ".pem"), as_bytes(c2pa::to_pem(chain)));
        write(folder / (std::string(name) + ".key.pem"), to_pkcs8_pem(key).view());
    }
    const auto picture = media::paint_landscape(1, 96, 64);
    write(folder / "picture.png", media::to_png(picture));
    write(folder / "picture.jpg", media::to_jpeg(picture));
}

c2pa::Validator test_validator(const std::filesystem::path& folder) {
    c2pa::Policy policy;
    policy.signer_anchors_pem = read_text(folder / "root.pem");
    policy.allowed_ekus = c2pa::default_allowed_ekus();
    return must(c2pa::Validator::create(policy));
}

int sign(const std::filesystem::path& folder, int argc, char** argv) {
    const std::string name = argv[3];
    const auto key = must(parse_pkcs8_pem(read_text(folder / (name + ".key.pem"))));
    const SystemClock clock;
    SystemEntropy entropy;
    auto chain = must(c2pa::check_chain(must(c2pa::parse_chain_pem(read_text(folder / (name + ".pem")))),
                                        to_spki_der(key.public_key()), clock.now()));
    const auto signer = must(c2pa::make_claim_signer(key, std::move(chain)));
    const auto validator = test_validator(folder);
    c2pa::SignOptions options;
    options.title = "A landscape, painted";
    options.generator_version = "0.1.0";
    options.into_text = true;
    if (argc == 8 && std::string_view(argv[6]) == "created") {
        options.inception = c2pa::Inception::created;
        options.digital_source_type = argv[7];
    }
    const auto done =
        must(c2pa::sign_file(argv[4], argv[5], {signer, validator, clock, entropy}, options, Overwrite::yes));
    std::cout << done.manifest_label << " " << done.parent_label << "\n";
    return 0;
}

void print_state(const c2pa::Validator& validator, ByteView file) {
    const media::MemoryByteSource source(file);
    const auto report = must(validator.validate(source, SystemClock{}.now()));
    std::cout << c2pa::to_text(report.state);
    for (const auto& entry : report.active.failure) {
        std::cout << " " << entry.code;
    }
    for (const auto& delta : report.ingredient_deltas) {
        for (const auto& entry : delta.statuses.failure) {
            std::cout << " ingredient:" << entry.code;
        }
    }
    std::cout << "\n";
}

int judge(const std::filesystem::path& folder, const char* path) {
    const auto validator = test_validator(folder);
    Bytes file = must(read_file(path, file_bytes_max));
    bool any = false;
    std::size_t offset = 0;
    for (unsigned mask = 0; std::cin >> offset >> mask; any = true) {
        file.at(offset) = static_cast<std::uint8_t>(file.at(offset) ^ mask);
        print_state(validator, file);
        file.at(offset) = static_cast<std::uint8_t>(file.at(offset) ^ mask);
    }
    if (!any) {
        print_state(validator, file);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    if (command == "setup" && argc == 3) {
        set_up(argv[2]);
        return 0;
    }
    if (command == "sign" && argc >= 7) {
        return sign(argv[2], argc, argv);
    }
    if (command == "judge" && argc == 4) {
        return judge(argv[2], argv[3]);
    }
    std::cerr << "usage: see the head of sign_tool.cpp\n";
    return 64;
}
