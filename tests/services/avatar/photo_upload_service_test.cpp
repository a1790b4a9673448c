// Photos on their way in: exact limits, the order of verdicts, nothing left behind.
#include "services/avatar/photo_upload_service.hpp"

#include "core/limits/avatar.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "tests/services/avatar/avatar_world.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/pictures.hpp"

namespace aisha {
namespace {

using namespace tests;

class PhotoUploadServiceTest : public AvatarWorld {
protected:
    AvatarId id = portrait();

    PhotoReceipt receive(SentPhoto const& sent, UserId user = alice) {
        return transaction([&](Transaction& tx) { return uploads.receive(tx, user, id, sent); });
    }

    /// Everything that waits is looked at, judged, kept and settled; what each became.
    std::vector<JudgedPhoto> judge_all(std::map<std::string, std::string> const& bytes_by_file_id) {
        auto const [waiting, valid] = transaction([&](Transaction& tx) {
            return std::pair{avatar_photo_repository::waiting(tx, id, 100),
                             avatar_photo_repository::valid(tx, id)};
        });
        std::vector<PhotoUploadService::Fetched> fetched;
        for (auto const& photo : waiting)
            fetched.push_back(
                {photo, folder.write(photo.file_id, bytes_by_file_id.at(photo.file_id)), std::nullopt});
        auto const looked = run(loop, uploads.look(fetched, folder.path(), true));
        auto const judgements = run(loop, uploads.judge(looked, true, valid));
        std::vector<JudgedPhoto> judged;
        for (std::size_t i = 0; i < looked.size(); ++i) {
            if (judgements[i].verdict == PhotoVerdict::valid) run(loop, uploads.keep(looked[i]));
            auto settled = settle(looked[i], judgements[i]);
            for (auto const& key : settled.removed.keys) run(loop, store.remove(key));
            if (settled.judged) judged.push_back(*settled.judged);
        }
        return judged;
    }

    PhotoUploadService::Settled settle(PhotoUploadService::Looked const& looked,
                                       PhotoJudgement const& judgement) {
        return transaction([&](Transaction& tx) { return uploads.settle(tx, looked, judgement); });
    }

    /// One photo that was sent, looked at and put into the store, but not settled.
    std::vector<PhotoUploadService::Looked> kept() {
        receive(photo());
        auto const waiting =
            transaction([&](Transaction& tx) { return avatar_photo_repository::waiting(tx, id, 1); });
        auto looked = run(
            loop, uploads.look({{waiting.at(0), folder.write("a", picture(1)), {}}}, folder.path(), true));
        run(loop, uploads.keep(looked.at(0)));
        return looked;
    }

    /// Sends pictures that differ where the seeds do.
    std::vector<JudgedPhoto> sent(std::vector<unsigned> const& seeds) {
        std::map<std::string, std::string> bytes;
        for (auto const seed : seeds) {
            auto const one = photo();
            EXPECT_EQ(receive(one), PhotoReceipt::taken);
            bytes[one.file_id] = picture(seed);
        }
        return judge_all(bytes);
    }

    PhotoUploadServiceTest() { media.change_report = enlarge; }

    /// The pictures are small, to be quick.
    static void enlarge(PhotoReport& report, std::string const& /*bytes*/) {
        report.width = 1200;
        report.height = 1600;
    }
    static std::string picture(unsigned seed) { return busy_png(16, 16, seed); }

    std::size_t valid_count() {
        return transaction([&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); }).size();
    }

    TemporaryFolder folder;
    FakeMediaRunner media;
    MemoryStore store;
    asio::thread_pool pool{1};
    PhotoUploadService uploads{clock, avatars, media, store, pool};
};

std::vector<PhotoVerdict> verdicts(std::vector<JudgedPhoto> const& judged) {
    std::vector<PhotoVerdict> found;
    for (auto const& one : judged) found.push_back(one.verdict);
    return found;
}

TEST_F(PhotoUploadServiceTest, a_photo_is_kept_small_and_large_once_it_is_valid) {
    auto const judged = sent({1});
    ASSERT_EQ(verdicts(judged), std::vector{PhotoVerdict::valid});
    EXPECT_EQ(store.objects.size(), 2U);
    auto const kept = transaction([&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); });
    EXPECT_TRUE(store.objects.contains(kept.at(0).object_key.value()));
    EXPECT_TRUE(store.objects.contains(kept.at(0).preview_key.value()));
    EXPECT_EQ(transaction([&](Transaction& tx) { return avatars.open(tx, alice, id).status; }),
              AvatarStatus::uploading);
}

TEST_F(PhotoUploadServiceTest, without_consent_nothing_is_taken) {
    transaction([&](Transaction& tx) { avatars.step_back(tx, alice, id); });
    auto const one = photo();
    EXPECT_EQ(refusal([&](Transaction& tx) { return uploads.receive(tx, alice, id, one); }),
              AvatarRefusal::wrong_status);
    EXPECT_EQ(transaction([](Transaction& tx) { return tx.one<int>("SELECT count(*) FROM avatar_photos"); }),
              0);
}

TEST_F(PhotoUploadServiceTest, of_somebody_else_nothing_is_taken) {
    auto const one = photo();
    EXPECT_EQ(refusal([&](Transaction& tx) { return uploads.receive(tx, bob, id, one); }),
              AvatarRefusal::not_found);
}

TEST_F(PhotoUploadServiceTest, a_message_counts_once_and_large_files_not_at_all) {
    auto const one = photo();
    EXPECT_EQ(receive(one), PhotoReceipt::taken);
    EXPECT_EQ(receive(one), PhotoReceipt::repeated);
    EXPECT_EQ(receive(photo(1'000'000)), PhotoReceipt::taken);
    EXPECT_EQ(receive(photo(1'000'001)), PhotoReceipt::too_big);
}

TEST_F(PhotoUploadServiceTest, duplicates_are_told_by_number_whether_they_come_together_or_later) {
    auto const judged = sent({1, 2, 1});
    EXPECT_EQ(verdicts(judged),
              (std::vector{PhotoVerdict::valid, PhotoVerdict::valid, PhotoVerdict::duplicate}));
    EXPECT_EQ(judged.at(2).same_as, 1U);
    EXPECT_EQ(sent({2}).at(0).same_as, 2U);
    EXPECT_EQ(store.objects.size(), 4U);
}

TEST_F(PhotoUploadServiceTest, there_are_never_more_than_the_most) {
    auto const judged = sent({1, 2, 3, 4, 5});
    EXPECT_EQ(verdicts(judged), (std::vector{PhotoVerdict::valid, PhotoVerdict::valid, PhotoVerdict::valid,
                                             PhotoVerdict::invalid, PhotoVerdict::invalid}));
    EXPECT_EQ(judged.at(3).problem, PhotoProblem::no_room);
    EXPECT_EQ(valid_count(), 3U);
    EXPECT_EQ(store.objects.size(), 6U) << "nothing is left of those that found no room";
    EXPECT_EQ(receive(photo()), PhotoReceipt::full);
}

TEST_F(PhotoUploadServiceTest, a_refused_photo_leaves_room_and_may_come_again) {
    media.change_report = [](PhotoReport& report, std::string const& bytes) {
        enlarge(report, bytes);
        if (bytes == picture(9)) report.defect = PhotoDefect::damaged;
    };
    auto const judged = sent({9, 1});
    EXPECT_EQ(judged.at(0).problem, PhotoProblem::damaged);
    media.change_report = enlarge;
    EXPECT_EQ(verdicts(sent({9})), std::vector{PhotoVerdict::valid});
}

TEST_F(PhotoUploadServiceTest, a_replaced_photo_goes_when_its_successor_is_valid) {
    sent({1, 2, 3});
    auto const old =
        transaction([&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); }).at(1);
    auto better = photo();
    better.replaces = old.id;
    EXPECT_EQ(receive(better), PhotoReceipt::taken) << "also where there is no room for one more";
    EXPECT_EQ(verdicts(judge_all({{better.file_id, picture(2)}})), std::vector{PhotoVerdict::valid})
        << "it may be the same picture, better";
    EXPECT_EQ(valid_count(), 3U);
    EXPECT_FALSE(store.objects.contains(old.object_key.value()));
    EXPECT_EQ(store.objects.size(), 6U);
}

TEST_F(PhotoUploadServiceTest, what_is_deleted_while_it_is_looked_at_leaves_nothing) {
    auto const looked = kept();
    auto const removed = transaction([&](Transaction& tx) { return avatars.remove(tx, alice, id); });
    EXPECT_EQ(removed.late_keys.size(), 2U);
    auto const settled = settle(looked.at(0), {.verdict = PhotoVerdict::valid, .warnings = {}});
    EXPECT_FALSE(settled.judged);
    for (auto const& key : settled.removed.keys) run(loop, store.remove(key));
    EXPECT_TRUE(store.objects.empty());
}

TEST_F(PhotoUploadServiceTest, a_verdict_is_written_once) {
    auto const looked = kept();
    PhotoJudgement const valid{.verdict = PhotoVerdict::valid, .warnings = {}};
    EXPECT_TRUE(settle(looked.at(0), valid).judged);
    auto const again = settle(looked.at(0), valid);
    EXPECT_FALSE(again.judged);
    EXPECT_TRUE(again.removed.keys.empty()) << "the object belongs to the row";
}

TEST_F(PhotoUploadServiceTest, too_many_that_wait_are_sent_away) {
    for (std::size_t i = 0; i < limits::avatar_photos_waiting_max; ++i)
        ASSERT_EQ(receive(photo()), PhotoReceipt::taken);
    EXPECT_EQ(receive(photo()), PhotoReceipt::too_many);
}

}  // namespace
}  // namespace aisha
