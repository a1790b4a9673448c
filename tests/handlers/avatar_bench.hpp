// A small world for avatars: pictures that Telegram has, people who send them, and their jobs.
#pragma once

#include "bot/callback_data.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "keyboards/avatar.hpp"
#include "tests/handlers/bench.hpp"
#include "tests/support/pictures.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"
#include "texts/texts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace aisha::tests {

using keyboards::AvatarAction;
using keyboards::PhotoAction;

/// Two to four photos make an avatar here (tests/handlers/bench.cpp).
class Avatars : public ::testing::Test, public HandlerBench {
protected:
    Avatars() {
        // The pictures are small, to be quick.
        media.change_report = [](PhotoReport& report, std::string const& /*bytes*/) {
            report.width = 1200;
            report.height = 1600;
        };
        transport.serve("telegram.test",
                        [this](net::IncomingRequest request) -> awaitable<net::OutgoingResponse> {
                            co_return answer(request);
                        });
    }

    net::OutgoingResponse answer(net::IncomingRequest const& request) {
        auto const name = request.path.substr(request.path.rfind('/') + 1);
        auto const& body = std::get<std::string>(request.body);
        if (request.path.starts_with("/file/")) {
            auto const at = pictures.find(name);
            if (at == pictures.end()) return net::problem(404, "Not Found");
            return {.status = 200, .headers = {}, .body = at->second};
        }
        json::Value result = json::Object{};
        if (name == "getFile") {
            auto const id = json::parse(body).at("file_id");
            if (!pictures.contains(std::string(id.as_string())))
                return net::json_response(400, R"({"ok":false,"error_code":400,"description":)"
                                               R"("Bad Request: wrong file_id"})");
            result = json::Object{{"file_id", id}, {"file_unique_id", id}, {"file_path", id}};
        } else {
            uploads_seen.push_back({name, body});
        }
        return net::json_response(200, json::dump(json::Object{{"ok", true}, {"result", result}}));
    }

    static std::string data(AvatarAction action, AvatarId id) {
        return bot::pack(keyboards::AvatarButton{action, id});
    }
    static std::string data(PhotoAction action, AvatarPhotoId id) {
        return bot::pack(keyboards::PhotoButton{action, id});
    }

    AvatarId newest() {
        return transaction([](Transaction& tx) { return tx.one<AvatarId>("SELECT max(id) FROM avatars"); });
    }
    AvatarStatus status(AvatarId id) {
        return transaction([&](Transaction& tx) {
            return tx.one<AvatarStatus>("SELECT status FROM avatars WHERE id = $1", id);
        });
    }

    /// A portrait of Anna that waits for photos.
    AvatarId begun(std::int64_t person = alice) {
        presses("avtype:portrait", person);
        auto const id = newest();
        presses(data(AvatarAction::female, id), person);
        says("Anna", person);
        presses(data(AvatarAction::agree, id), person);
        return id;
    }

    /// A picture that differs from others where the seed does, as a photo or as a file.
    std::vector<Written> sends(unsigned seed, std::int64_t person = alice, bool as_file = false) {
        auto const file_id = "picture" + std::to_string(seed);
        pictures[file_id] = busy_png(16, 16, seed);
        json::Object size{{"file_id", file_id}, {"file_unique_id", file_id}, {"file_size", 1000}};
        if (as_file) return message({{"document", size}}, person);
        auto smaller = size;
        smaller["file_id"] = "thumbnail";
        for (auto* one : {&size, &smaller}) {
            (*one)["width"] = one == &size ? 1280 : 90;
            (*one)["height"] = one == &size ? 960 : 67;
        }
        return message({{"photo", json::Array{smaller, size}}}, person);
    }

    /// Runs the job that looks at photos, to its end in one transaction; what it wrote to the outbox.
    std::vector<Written> judged(AvatarId id) {
        auto const before = outbox_rows().size();
        auto outcome = run(loop, handlers::avatar::judge_photos(context, {id}, job_run()));
        transaction([&](Transaction& tx) {
            tx.execute("UPDATE jobs SET state = 'done', finished_at = 1 WHERE kind = 'judge_photos'");
            std::get<Done>(outcome).commit(tx);
        });
        auto rows = outbox_rows();
        rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(before));
        return rows;
    }

    /// Runs the jobs of a kind that wait, in order.
    template <class Job>
    std::vector<Job> waiting_jobs() {
        auto const payloads = transaction([](Transaction& tx) {
            auto found = tx.query<std::string>(
                "SELECT payload FROM jobs WHERE kind = $1 AND state = 'available' ORDER BY id", Job::kind);
            tx.execute("UPDATE jobs SET state = 'done', finished_at = 1 WHERE kind = $1", Job::kind);
            return found;
        });
        std::vector<Job> jobs;
        for (auto const& payload : payloads) jobs.push_back(json::read<Job>(json::parse(payload)));
        return jobs;
    }
    void remove_photos() {
        for (auto const& job : waiting_jobs<handlers::avatar::RemovePhotos>())
            run(loop, handlers::avatar::run_remove_photos(context, job, job_run()));
    }
    void show_pictures() {
        for (auto const& job : waiting_jobs<handlers::avatar::ShowPhotos>()) {
            auto const outcome = run(loop, handlers::avatar::show_photos(context, job, job_run()));
            if (auto const& commit = std::get<Done>(outcome).commit) transaction(commit);
        }
    }

    JobRun job_run() { return {JobId{next_job++}, 0, clock.now(), silent_log()}; }

    std::vector<AvatarPhoto> valid(AvatarId id) {
        return transaction([&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); });
    }

    /// All rows about avatars.
    std::vector<std::vector<SqlValue>> everything() {
        return transaction([](Transaction& tx) {
            std::vector<std::vector<SqlValue>> rows;
            for (auto const* table : {"avatars", "avatar_photos", "avatar_consents"})
                for (auto& row : tx.run(fmt::format("SELECT * FROM {} ORDER BY 1", table), {}).rows)
                    rows.push_back(std::move(row));
            return rows;
        });
    }

    std::map<std::string, std::string> pictures;                    ///< bytes by file_id
    std::vector<std::pair<std::string, std::string>> uploads_seen;  ///< method and body
    std::int64_t next_job = 1;
    texts::AvatarTexts const& words = texts::avatar(Language::en);
};

}  // namespace aisha::tests
