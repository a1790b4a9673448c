// The types and methods of the bot against the machine-readable contract of the Bot API.
#include "bot/methods.hpp"
#include "tests/support/run.hpp"

#include <boost/core/demangle.hpp>

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace aisha::bot {
namespace {

using Types = boost::mp11::mp_list<User, Chat, MessageEntity, Voice, Audio, Video, VideoNote, Document,
                                   PhotoSize, File, InlineKeyboardButton, InlineKeyboardMarkup, Message,
                                   CallbackQuery, ChatMember, ChatMemberUpdated, MessageGenerationStopped,
                                   Update, ReplyParameters, BotCommand, WebhookInfo, InputRichMessage>;
using Methods = boost::mp11::mp_list<GetMe, GetUpdates, SetWebhook, GetWebhookInfo, DeleteWebhook,
                                     SendMessage, EditMessageText, DeleteMessage, SendMessageDraft,
                                     SendChatAction, AnswerCallbackQuery, GetFile, SetMyCommands,
                                     EditMessageReplyMarkup, SendRichMessage, GetChatMember>;

json::Value const& contract() {
    static json::Value const value = json::parse(
        tests::read_file(std::filesystem::path(AISHA_SOURCE_DIR) / "sandbox/telegram/bot_api_10.3.json"));
    return value;
}

/// The name of a type without its namespaces.
template <class T>
std::string short_name() {
    auto const full = boost::core::demangle(typeid(T).name());
    return full.substr(full.rfind(':') + 1);
}

/// How the contract spells our type; empty where we take anything.
template <class T>
std::string spelling() {
    if constexpr (std::is_same_v<T, json::Value>) return {};
    else if constexpr (std::is_same_v<T, bool>) return "Boolean";
    else if constexpr (std::is_same_v<T, std::string>) return "String";
    else if constexpr (std::is_integral_v<T> || is_id<T>::value) return "Integer";
    else if constexpr (json::is_optional<T>::value) return spelling<typename T::value_type>();
    else if constexpr (json::is_vector<T>::value) return "Array of " + spelling<typename T::value_type>();
    else return short_name<T>();
}

json::Array const& fields_of(std::string_view group, std::string_view name) {
    return contract().at(group).at(name).at("fields").as_array();
}

json::Object const* field(json::Array const& fields, std::string_view name) {
    for (auto const& one : fields)
        if (one.at("name").as_string() == name) return &one.as_object();
    return nullptr;
}

bool is_subtype(std::string const& ours, std::string const& theirs) {
    auto const* type = contract().at("types").as_object().if_contains(theirs);
    auto const* subtypes = type ? type->as_object().if_contains("subtypes") : nullptr;
    if (!subtypes) return false;
    return std::ranges::any_of(subtypes->as_array(),
                               [&](json::Value const& one) { return one.as_string() == ours; });
}

bool agrees(std::string const& ours, json::Array const& theirs) {
    return ours.empty() || std::ranges::any_of(theirs, [&](json::Value const& type) {
               std::string const name(type.as_string());
               return name == ours || (name == "True" && ours == "Boolean") || is_subtype(ours, name);
           });
}

/// The names whose fields must hold: a type, or each of its subtypes.
std::vector<std::string> concrete(std::string const& type) {
    auto const* subtypes = contract().at("types").at(type).as_object().if_contains("subtypes");
    std::vector<std::string> names;
    if (!subtypes || subtypes->as_array().empty()) return {type};
    for (auto const& one : subtypes->as_array()) names.emplace_back(one.as_string());
    return names;
}

/// Types that Telegram never sends to us: what it may leave out does not matter, what it needs does.
template <class T>
constexpr bool only_sent = std::is_same_v<T, ReplyParameters> || std::is_same_v<T, BotCommand> ||
                           std::is_same_v<T, InputRichMessage>;

/// Everything Telegram needs is there in any case.
template <class T>
void expect_required(json::Array const& fields) {
    std::set<std::string> always;
    boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
        if (!json::is_optional<Field>::value) always.insert(member.name);
    });
    for (auto const& one : fields)
        if (one.at("required").as_bool()) {
            EXPECT_TRUE(always.contains(std::string(one.at("name").as_string()))) << one.at("name");
        }
}

template <class T>
void check_type(std::string const& name) {
    for (auto const& one : concrete(name)) {
        auto const& fields = fields_of("types", one);
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            SCOPED_TRACE(one + "." + member.name);
            auto const* theirs = field(fields, member.name);
            ASSERT_TRUE(theirs) << "no such field";
            EXPECT_TRUE(agrees(spelling<Field>(), theirs->at("types").as_array())) << spelling<Field>();
            if (!only_sent<T> && !json::is_optional<Field>::value) {
                EXPECT_TRUE(theirs->at("required").as_bool()) << "may be missing";
            }
        });
        if (only_sent<T>) expect_required<T>(fields);
    }
}

TEST(Contract, EveryTypeIsTelegrams) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Types>>(
        []<class T>(std::type_identity<T>) { check_type<T>(short_name<T>()); });
}

TEST(Contract, OldMessagesOfButtonsAreReadable) {
    // https://core.telegram.org/bots/api#inaccessiblemessage takes the place of a message.
    auto const& fields = fields_of("types", "InaccessibleMessage");
    boost::mp11::mp_for_each<json::Members<Message>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<Message&>().*member.pointer)>;
        if (json::is_optional<Field>::value) return;
        auto const* theirs = field(fields, member.name);
        EXPECT_TRUE(theirs && theirs->at("required").as_bool()) << member.name;
    });
}

TEST(Contract, EveryMethodIsTelegrams) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Methods>>(
        []<class M>(std::type_identity<M>) {
            SCOPED_TRACE(M::name);
            ASSERT_TRUE(contract().at("methods").as_object().contains(M::name));
            auto const& fields = fields_of("methods", M::name);
            boost::mp11::mp_for_each<json::Members<M>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(std::declval<M&>().*member.pointer)>;
                SCOPED_TRACE(member.name);
                auto const* theirs = field(fields, member.name);
                ASSERT_TRUE(theirs) << "no such parameter";
                EXPECT_TRUE(agrees(spelling<Field>(), theirs->at("types").as_array())) << spelling<Field>();
            });
            expect_required<M>(fields);
            if constexpr (!std::is_same_v<typename M::Result, std::vector<json::Value>>) {
                auto const& returns = contract().at("methods").at(M::name).at("returns").as_array();
                EXPECT_TRUE(agrees(spelling<typename M::Result>(), returns))
                    << spelling<typename M::Result>();
            }
        });
}

template <class List>
std::set<std::string> names_of() {
    std::set<std::string> names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, List>>(
        [&]<class T>(std::type_identity<T>) { names.insert(short_name<T>()); });
    return names;
}

std::set<std::string> described_in(std::string const& header) {
    auto const text = tests::read_file(std::filesystem::path(AISHA_SOURCE_DIR) / header);
    std::regex const pattern(R"(BOOST_DESCRIBE_STRUCT\((\w+))");
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
        names.insert((*at)[1]);
    return names;
}

TEST(Contract, NothingIsLeftOut) {
    EXPECT_EQ(described_in("app/bot/types.hpp"), names_of<Types>());
    EXPECT_EQ(described_in("app/bot/methods.hpp"), names_of<Methods>());
}

}  // namespace
}  // namespace aisha::bot
