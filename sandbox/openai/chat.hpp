// /v1/chat/completions, answered from the text of the request alone, by rules. No model thinks here, and
// every answer says so: by the model's name, by its system_fingerprint, and, where it is free text, in words.
#pragma once

#include "core/clock.hpp"
#include "net/http_server.hpp"

namespace aisha::sandbox {

class Chat {
public:
    explicit Chat(Clock& clock) : clock_(clock) {}

    /// Answers at once, or word by word with `stream`. What cannot be done by rules (translating) is declined
    /// as models decline, with `refusal`.
    net::OutgoingResponse complete(net::IncomingRequest const& request);

private:
    Clock& clock_;
};

}  // namespace aisha::sandbox
