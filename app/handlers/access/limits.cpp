// A person's quotas: what is left, and what is too much.
#include "handlers/access/limits.hpp"

#include "texts/access.hpp"

namespace aisha::handlers::access {

namespace {

texts::DailyLimit in_words(Context const& context, QuotaService::Allowance const& allowance) {
    return {.kind = allowance.kind,
            .limit = allowance.limit,
            .left = allowance.left(),
            .renews_in = allowance.renews_at - context.clock.now()};
}

std::optional<std::string> told(Context const& context, Person const& person,
                                std::optional<QuotaService::Allowance> const& lacking) {
    if (!lacking) return std::nullopt;
    return texts::over_quota(person.language, in_words(context, *lacking));
}

}  // namespace

void limits(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    std::vector<texts::DailyLimit> daily;
    for (auto const& allowance : context.quotas.today(tx, person->id))
        daily.push_back(in_words(context, allowance));
    context.outbox.send(tx, message_to(incoming.chat(), texts::limits(person->language, daily)));
}

std::optional<std::string> over_quota(Context& context, Transaction& tx, Person const& person,
                                      std::optional<Duration> recording) {
    return told(context, person, context.quotas.lacking(tx, person.id, recording));
}

std::optional<std::string> over_quota_again(Context& context, Transaction& tx, Person const& person,
                                            TranscriptId id) {
    return told(context, person, context.quotas.lacking_again(tx, person.id, id));
}

std::optional<std::string> over_quota_of_texts(Context& context, Transaction& tx, Person const& person) {
    return told(context, person, context.quotas.lacking_for_text(tx, person.id));
}

std::optional<std::string> over_quota_of_notes(Context& context, Transaction& tx, Person const& person) {
    return told(context, person, context.quotas.lacking_for_note(tx, person.id));
}

}  // namespace aisha::handlers::access
