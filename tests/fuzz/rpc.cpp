// Whatever a node answers is read or refused: the bytes are its answer to each thing it is asked.
#include "contracts/chain/node.hpp"
#include "identity/base/ensure.hpp"

namespace {

using namespace countersign;

/// Answers everything with the same bytes.
class Parrot final : public HttpClient {
  public:
    explicit Parrot(ByteView bytes) : bytes_(to_bytes(bytes)) {}
    Result<HttpAnswer> send(const HttpRequest&) override { return HttpAnswer{.status = 200, .body = bytes_}; }

  private:
    Bytes bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign::chain;
    Parrot parrot({data, size});
    SystemEntropy entropy;
    // Ids count from 1: the answer decides which of the questions it fits.
    const auto ask = [&parrot, &entropy](auto question) {
        RpcClient client(parrot, entropy, {.endpoints = {{"http://node"}}});
        Node node(client);
        static_cast<void>(question(node));
    };
    ask([](Node& node) { return node.load_sender_status({}); });
    ask([](Node& node) { return node.load_head(BlockTag::latest); });
    ask([](Node& node) { return node.load_mined({TransactionHash{}, TransactionHash{{1}}}); });
    ask([](Node& node) { return node.load_known({TransactionHash{}}); });
    ask([](Node& node) { return node.load_sent({}, 0, 0); });
    ask([](Node& node) { return node.estimate({}); });
    ask([](Node& node) { return node.send({}); });
    return 0;
}
