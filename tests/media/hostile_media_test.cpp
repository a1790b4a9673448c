// What strangers may send on purpose or by mistake: a typed answer, nothing else read, nothing left.
#include "media/confined_runner.hpp"
#include "tests/media/recordings.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
namespace fs = std::filesystem;

class HostileMedia : public ::testing::Test {
protected:
    fs::path make(std::string const& name, std::vector<std::string> const& arguments) {
        auto const file = folder_.path() / name;
        make_recording(arguments, file);
        return file;
    }

    std::string opus(std::string const& seconds) {
        auto const file = make("good.ogg", tone(seconds, {"-c:a", "libopus"}));
        auto bytes = read_file(file);
        fs::remove(file);
        return bytes;
    }

    template <class T>
    std::optional<RefusalReason> refusal(awaitable<T> task) {
        try {
            run(loop_, std::move(task));
        } catch (Refusal const& e) {
            return e.reason();
        }
        return std::nullopt;
    }

    /// The answer to a recording of these bytes; whatever happens, only the input is left.
    std::optional<RefusalReason> answer(std::string_view bytes) {
        auto const in = folder_.write("in.ogg", bytes);
        auto const reason = refusal(runner_.extract_speech(in, out_));
        EXPECT_EQ(fs::exists(out_), !reason);
        EXPECT_FALSE(fs::exists(out_.string() + ".part"));
        EXPECT_EQ(read_file(in), bytes);
        return reason;
    }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    fs::path out_ = folder_.path() / "out";
    SystemClock clock_;
    ConfinedRunner runner_{clock_, silent_log()};
};

TEST_F(HostileMedia, what_is_no_sound) {
    EXPECT_EQ(answer(""), RefusalReason::file_empty);
    EXPECT_EQ(answer("x"), RefusalReason::not_audio);
    EXPECT_EQ(answer(std::string(100'000, '\0')), RefusalReason::not_audio);
    EXPECT_EQ(answer(noise_bytes(100'000)), RefusalReason::not_audio);
    EXPECT_EQ(answer("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
              RefusalReason::not_audio);
    EXPECT_EQ(answer("<html><body>Bad gateway</body></html>"), RefusalReason::not_audio);
    EXPECT_EQ(answer("PK\x03\x04 an archive"), RefusalReason::not_audio);
    EXPECT_EQ(answer("1\n00:00:00,000 --> 00:00:01,000\nsubtitles\n"), RefusalReason::not_audio);
    EXPECT_EQ(answer(read_file(make("a.png", {"-f", "lavfi", "-i", "color=red:size=9x9", "-frames:v", "1"}))),
              RefusalReason::not_audio);
    EXPECT_EQ(answer(read_file(make("a.gif", {"-f", "lavfi", "-i", "testsrc=duration=1:size=32x32"}))),
              RefusalReason::not_audio);
}

TEST_F(HostileMedia, video_without_sound_is_known_as_such) {
    auto const in = make("in.mp4", {"-f", "lavfi", "-i", "testsrc=duration=1:size=64x64", "-c:v", "libx264"});
    auto const info = run(loop_, runner_.probe(in));
    EXPECT_FALSE(info.has_audio);
    EXPECT_TRUE(info.has_video);
    EXPECT_EQ(refusal(runner_.extract_speech(in, out_)), RefusalReason::not_audio);
    EXPECT_EQ(refusal(runner_.remux_to_ogg(in, out_)), RefusalReason::not_audio);
    EXPECT_FALSE(fs::exists(out_));
}

/// Each names a recording of somebody else, which could be decoded if it were found.
TEST_F(HostileMedia, lists_of_other_files_are_not_followed) {
    auto const secret = make("secret.wav", tone("1", {})).string();
    for (auto const& list :
         {"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://" + secret + "\n#EXT-X-ENDLIST\n",
          "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n" + secret + "\n#EXT-X-ENDLIST\n",
          std::string("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n"),
          "#EXTM3U\n#EXTINF:10,\nconcat:" + secret + "|/etc/passwd\n",
          "ffconcat version 1.0\nfile '" + secret + "'\n",
          "<?xml version=\"1.0\"?><MPD "
          "xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation>"
          "<BaseURL>file://" +
              secret + "</BaseURL></Representation></AdaptationSet></Period></MPD>",
          std::string(
              "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
          std::string("[playlist]\nFile1=http://127.0.0.1/a.mp3\n"),
          "<asx version=\"3.0\"><entry><ref href=\"" + secret + "\"/></entry></asx>"})
        EXPECT_EQ(answer(list), RefusalReason::not_audio) << list;
}

/// An Ogg page that begins a stream of Opus. https://www.rfc-editor.org/rfc/rfc3533 section 6
std::string ogg_page(std::uint32_t stream) {
    std::string const head = "OpusHead\x01\x01\x38\x01\x80\xBB\0\0\0\0\0"s;
    std::string page = "OggS\0\x02"s + std::string(8, '\0');
    for (auto const number : {stream, 0U, 0U})
        for (int i = 0; i < 4; ++i)
            page += static_cast<char>(number >> (8U * static_cast<unsigned>(i)) & 0xffU);
    page += '\x01';
    page += static_cast<char>(head.size());
    page += head;
    std::uint32_t sum = 0;
    for (char const byte : page) {
        sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 24U;
        for (int bit = 0; bit < 8; ++bit) sum = sum << 1U ^ ((sum & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
    }
    for (unsigned i = 0; i < 4; ++i) page[22 + i] = static_cast<char>(sum >> (8 * i) & 0xffU);
    return page;
}

TEST_F(HostileMedia, a_file_of_very_many_streams_harms_nothing) {
    std::string bytes;
    constexpr std::uint32_t streams = 200'000;
    for (std::uint32_t stream = 1; stream <= streams; ++stream) bytes += ogg_page(stream);
    EXPECT_EQ(answer(bytes), RefusalReason::file_damaged);
}

TEST_F(HostileMedia, a_piece_is_cut_out_of_nothing_but_sound) {
    auto const secret = make("secret.wav", tone("1", {})).string();
    auto const in = folder_.write("in.ogg", "ffconcat version 1.0\nfile '" + secret + "'\n");
    EXPECT_EQ(refusal(runner_.cut(in, out_, {0s, 1s})), RefusalReason::not_audio);
    auto const broken = folder_.write("broken.ogg", opus("3").substr(0, 60));
    EXPECT_EQ(refusal(runner_.cut(broken, out_, {0s, 1s})), RefusalReason::file_damaged);
    EXPECT_FALSE(fs::exists(out_));
    EXPECT_FALSE(fs::exists(out_.string() + ".part"));
}

TEST_F(HostileMedia, damaged_recordings) {
    auto const good = opus("3");
    EXPECT_EQ(answer(good.substr(0, 20)), RefusalReason::file_damaged);
    EXPECT_EQ(answer(good.substr(0, 60)), RefusalReason::file_damaged);
    EXPECT_EQ(answer("OggS" + noise_bytes(20'000)), RefusalReason::file_damaged);
    EXPECT_EQ(answer(good.substr(0, 100) + noise_bytes(20'000)), RefusalReason::file_damaged);
    EXPECT_EQ(answer("RIFF\xFF\xFF\xFF\xFFWAVE" + noise_bytes(1000)), RefusalReason::file_damaged);
    auto const m4a = read_file(make("a.m4a", tone("3", {})));
    EXPECT_EQ(answer(m4a.substr(0, m4a.size() / 2)), RefusalReason::file_damaged);  // its index is at the end
}

TEST_F(HostileMedia, what_can_still_be_heard_is_kept) {
    auto const good = opus("6");
    EXPECT_EQ(answer(good.substr(0, good.size() / 2)), std::nullopt);
    auto spoiled = good;
    spoiled.replace(spoiled.size() / 2, 2000, noise_bytes(2000));
    EXPECT_EQ(answer(spoiled), std::nullopt);
    EXPECT_EQ(answer(good + noise_bytes(20'000)), std::nullopt);
    auto const mp3 = read_file(make("a.mp3", tone("3", {})));
    EXPECT_EQ(answer(mp3.substr(5000)), std::nullopt);
}

TEST_F(HostileMedia, a_header_that_claims_gigabytes_is_not_believed) {
    auto wav = read_file(make("a.wav", tone("1", {"-bitexact"})));
    wav.replace(4, 4, "\xFF\xFF\xFF\xFF");
    wav.replace(wav.find("data") + 4, 4, "\xF0\xFF\xFF\xFF");
    auto const in = folder_.write("in.wav", wav);
    auto const audio = run(loop_, runner_.extract_speech(in, out_));
    EXPECT_NEAR(std::chrono::duration<double>(audio.duration).count(), 1, 0.1);
    EXPECT_LT(fs::file_size(out_), 40'000U);
}

TEST_F(HostileMedia, words_in_the_file_are_not_taken_for_measurements) {
    auto const title =
        "title=[Parsed_volumedetect_1 @ 0] n_samples: 1\n[Parsed_volumedetect_1 @ 0] max_volume: -99 dB";
    auto const in = make("in.m4a", tone("1", {"-metadata", title}));
    auto const audio = run(loop_, runner_.extract_speech(in, out_));
    EXPECT_NEAR(std::chrono::duration<double>(audio.duration).count(), 1, 0.1);
    EXPECT_GT(audio.peak_db, -30);
}

TEST_F(HostileMedia, over_time_is_unavailable_and_leaves_nothing) {
    FakeClock clock;
    ConfinedRunner runner(clock, silent_log());
    auto const in = folder_.write("in.ogg", opus("3"));
    auto future = asio::co_spawn(loop_, runner.extract_speech(in, out_), asio::use_future);
    ASSERT_TRUE(run_until(loop_, [&] { return clock.sleepers() == 1; }));
    EXPECT_TRUE(fs::exists(out_.string() + ".part"));
    clock.advance(limits::media_time_max);
    ASSERT_TRUE(run_until(loop_, [&] { return future.wait_for(0s) == std::future_status::ready; }));
    EXPECT_THROW(future.get(), Unavailable);
    EXPECT_FALSE(fs::exists(out_));
    EXPECT_FALSE(fs::exists(out_.string() + ".part"));
}

TEST_F(HostileMedia, cancelled_it_leaves_nothing) {
    FakeClock clock;
    ConfinedRunner runner(clock, silent_log());
    auto const in = folder_.write("in.ogg", opus("3"));
    TaskGroup tasks(loop_.get_executor(), silent_log());
    auto const task = [&]() -> awaitable<void> { co_await runner.extract_speech(in, out_); };
    tasks.spawn("extract", task());
    ASSERT_TRUE(run_until(loop_, [&] { return clock.sleepers() == 1; }));
    tasks.cancel();
    run(loop_, tasks.join());
    EXPECT_FALSE(fs::exists(out_));
    EXPECT_FALSE(fs::exists(out_.string() + ".part"));
}

TEST_F(HostileMedia, a_place_that_cannot_be_written_is_unavailable) {
    auto const in = folder_.write("in.ogg", opus("1"));
    EXPECT_THROW(run(loop_, runner_.extract_speech(in, folder_.path() / "no/such/folder")), Unavailable);
}

/// Runs a shell in the place where ffmpeg runs.
class Confinement : public HostileMedia {
protected:
    ProcessResult sh(std::string script) {
        ConfinedRun const what{
            .program = "sh", .arguments = {"-c", std::move(script)}, .input = in_, .output = sink_};
        return run(loop_, run_process(clock_, confined(what), 20s));
    }

    fs::path in_ = folder_.write("in", "input");
    fs::path sink_ = folder_.write("sink", "");
};

TEST_F(Confinement, only_the_output_can_be_written) {
    auto const result = sh("for file in /in /new /usr/new /etc/new /tmp/new /dev/shm/new " +
                           (folder_.path() / "new").string() +
                           "; do (echo x > $file) 2>/dev/null && echo wrote $file; done; cat /in > /out");
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(read_file(in_), "input");
    EXPECT_EQ(read_file(sink_), "input");
}

TEST_F(Confinement, nothing_of_the_machine_is_seen_but_programs) {
    auto const secret = folder_.write("secret", "planted");
    auto const result = sh("cat " + secret.string() + " /etc/passwd /proc/1/environ; ls -A / /etc; env");
    EXPECT_FALSE(result.output.contains("planted")) << result.output;
    EXPECT_FALSE(result.output.contains("root:")) << result.output;
    for (auto const* hidden : {"proc", "home", "root", "var", "sys", "tmp", "dev", "passwd", "HOME="})
        EXPECT_FALSE(result.output.contains(hidden)) << hidden << " in " << result.output;
    EXPECT_TRUE(result.output.contains("PATH=/usr/local/bin:/usr/bin\n")) << result.output;
}

TEST_F(Confinement, there_is_no_network) {
    asio::ip::tcp::acceptor const server(loop_, {asio::ip::address_v4::loopback(), 0});
    auto const script = folder_.write(
        "script",
        fmt::format("use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0) or die;"
                    "print connect($s, pack_sockaddr_in({}, inet_aton('127.0.0.1'))) ? 'yes' : 'no';",
                    server.local_endpoint().port()));
    ProcessOptions const outside{.arguments = {"perl", script.string()}};
    EXPECT_EQ(run(loop_, run_process(clock_, outside, 20s)).output, "yes");
    ConfinedRun const inside{.program = "perl", .arguments = {std::string(confined_input)}, .input = script};
    EXPECT_EQ(run(loop_, run_process(clock_, confined(inside), 20s)).output, "no");
}

TEST_F(Confinement, limits_hold_inside) {
    auto const result = sh("ulimit -v; ulimit -t; ulimit -n; ulimit -c");
    EXPECT_EQ(result.output, "1048576\n600\n64\n0\n");
    auto const wrote = sh("head -c 1000000000 /in; ulimit -f");
    EXPECT_EQ(wrote.output, fmt::format("input{}\n", limits::media_output_max / 512));
}

/// A process that waits for ever under bubblewrap's name, with `file` in its command line.
pid_t waiting_in_bubblewrap(fs::path const& file) {
    std::vector<std::string> words{"bwrap", "-f", file.string()};
    std::vector<char*> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    pid_t pid = 0;
    EXPECT_EQ(::posix_spawn(&pid, "/usr/bin/tail", nullptr, nullptr, arguments.data(), nullptr), 0);
    return pid;
}

int signal_that_ended(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST_F(Confinement, what_a_dead_process_left_waiting_is_ended) {
    auto const ours = waiting_in_bubblewrap(folder_.write("in.ogg", ""));
    TemporaryFolder const another;
    auto const other = waiting_in_bubblewrap(another.write("in.ogg", ""));
    EXPECT_EQ(end_confined_runs(folder_.path()), 1);
    EXPECT_EQ(signal_that_ended(ours), SIGKILL);
    EXPECT_EQ(::waitpid(other, nullptr, WNOHANG), 0);
    ::kill(other, SIGTERM);
    EXPECT_EQ(signal_that_ended(other), SIGTERM);
}

TEST_F(Confinement, where_nothing_can_confine_nothing_runs) {
    auto const in = folder_.write("in.ogg", opus("1"));
    std::string const before = ::getenv("PATH");
    auto const expect_unavailable = [&](std::string const& path, std::string const& words) {
        ::setenv("PATH", path.c_str(), 1);
        auto const tell = [&](auto task) {
            try {
                run(loop_, std::move(task));
                ADD_FAILURE() << "it ran";
            } catch (Unavailable const& e) {
                EXPECT_TRUE(std::string(e.what()).contains(words)) << e.what();
            }
        };
        tell(runner_.check());
        tell(runner_.probe(in));
        tell(runner_.extract_speech(in, out_));
        tell(runner_.remux_to_ogg(in, out_));
        ::setenv("PATH", before.c_str(), 1);
        EXPECT_FALSE(fs::exists(out_));
    };
    expect_unavailable("/nowhere", "the program bwrap is not installed");
    auto const broken = folder_.write(
        "bwrap", "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
    fs::permissions(broken, fs::perms::owner_all);
    expect_unavailable(folder_.path().string(), "No permissions to create new namespace");
}

}  // namespace
}  // namespace aisha::tests
