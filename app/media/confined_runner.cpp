// ffmpeg and ffprobe, confined: their arguments, and what their ends mean. Photos: media/photo_program.cpp.
//
//   what happened                                       what the caller gets
//   0 bytes                                             Refusal(file_empty)
//   bubblewrap or the program did not start             Unavailable
//   the disk is full                                    Unavailable
//   over the time limit (a stuck machine)               Unavailable
//   ffprobe knows a container without audio             Refusal(not_audio)
//   ffprobe fails, the first bytes are no container     Refusal(not_audio)
//   ffprobe fails, the first bytes are a container      Refusal(file_damaged)
//   ffmpeg ends without a decoded sample, or is killed
//   (CPU, memory, size of its output, a crash)          Refusal(file_damaged)
//   ffmpeg complains but decodes something              the audio
#include "media/confined_runner.hpp"

#include "media/ffmpeg_report.hpp"
#include "media/part_file.hpp"

#include <fstream>

namespace aisha {

namespace {

/// The containers that may be opened: no playlists, nothing that names another file or a host.
constexpr auto demuxers = "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,eac3,flac,flv,matroska,mov,mp3,"
                          "mpeg,mpegts,ogg,tta,w64,wav,"
                          "wv";

/// The decoders that ffmpeg may use: sound only, so that no video is decoded for nothing. ffprobe cannot be
/// told so: it fails as a whole where it may not open the decoder of one stream.
constexpr auto decoders =
    "aac,aac_fixed,aac_latm,ac3,ac3_fixed,adpcm_g722,adpcm_g726,adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_"
    "swf,"
    "adpcm_yamaha,alac,amrnb,amrwb,ape,dca,eac3,flac,gsm,gsm_ms,libopus,libspeex,libvorbis,mp1,mp1float,mp2,"
    "mp2float,mp3,mp3adu,mp3float,nellymoser,opus,pcm_alaw,pcm_bluray,pcm_dvd,pcm_f32be,pcm_f32le,pcm_f64be,"
    "pcm_f64le,pcm_mulaw,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8,speex,tta,"
    "vorbis,wavpack,wmalossless,wmapro,wmav1,wmav2,wmavoice";

/// More than two thirds of the packets were broken; the rest was decoded.
constexpr int exit_mostly_errors = 69;
constexpr int signal_exit_base = 128;

using Arguments = std::vector<std::string>;

void append(Arguments& arguments, Arguments const& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
}

Arguments reading_arguments() { return {"-protocol_whitelist", "file,pipe", "-format_whitelist", demuxers}; }

std::string first_bytes(std::filesystem::path const& file) {
    std::string bytes(sound_signature_bytes, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

void refuse_empty(std::filesystem::path const& file) {
    if (std::filesystem::file_size(file) == 0) throw Refusal(RefusalReason::file_empty);
}

bool disk_is_full(ProcessResult const& result) {
    return result.exit_code != 0 && result.errors.contains(": No space left on device");
}

/// One channel at the rate of speech models, and the loudest sample of it told at the end.
std::string speech_filter() {
    return fmt::format("aformat=sample_rates={}:channel_layouts=mono:sample_fmts=s16,volumedetect",
                       limits::speech_sample_rate);
}

Arguments encoded_opus() {
    // Half of the encoder's default effort: nothing a recogniser hears, and half of the time.
    return {"-map",
            "0:a:0",
            "-af",
            speech_filter(),
            "-c:a",
            "libopus",
            "-b:a",
            std::to_string(limits::speech_bit_rate),
            "-application",
            "voip",
            "-compression_level",
            "5",
            "-f",
            "ogg",
            "-y",
            std::string(confined_output)};
}

/// The packets as they came.
Arguments copied(std::string_view muxer) {
    return {"-map", "0:a:0", "-c:a", "copy", "-f", std::string(muxer), "-y", std::string(confined_output)};
}

std::string_view muxer_of(SpeechFormat format) {
    switch (format) {
        case SpeechFormat::wav: return "wav";
        case SpeechFormat::ogg: return "ogg";
        case SpeechFormat::mp3: return "mp3";
        case SpeechFormat::m4a: return "ipod";
    }
    throw std::logic_error("no muxer for this format");
}

/// Seconds as ffmpeg reads them.
std::string seconds(Duration time) {
    return fmt::format("{:.6f}", std::chrono::duration<double>(time).count());
}

bool ended_well(ProcessResult const& result) {
    return result.exit_code == 0 || result.exit_code == exit_mostly_errors;
}

bool heard_something(ProcessResult const& result) {
    return ended_well(result) && read_volume(result.errors).has_value();
}

bool wrote_something(ProcessResult const& result) {
    return result.exit_code == 0 && !result.errors.contains("Output file is empty");
}

}  // namespace

ConfinedRunner::ConfinedRunner(Clock& clock, Log log, std::filesystem::path photo_program)
    : clock_(clock), log_(log), photos_(clock, log, std::move(photo_program)) {}

awaitable<ProcessResult> ConfinedRunner::run(ConfinedRun what, Duration limit) {
    auto const program = what.program;
    auto result = co_await run_process(clock_, confined(what), limit);
    if (did_not_start(result))
        throw Unavailable(fmt::format("{} cannot be run confined: {}", program, last_line(result.errors)));
    if (disk_is_full(result)) throw Unavailable("no space left for media files");
    if (result.exit_code > signal_exit_base)
        log_.warning("media_program_killed", "program", program, "signal",
                     result.exit_code - signal_exit_base);
    co_return result;
}

void ConfinedRunner::refuse(RefusalReason reason, ProcessResult const& result) const {
    Refusal const refusal(reason);
    log_.info("media_refused", "reason", refusal.what(), "exit_code", result.exit_code, "message",
              last_line(result.errors));
    throw refusal;
}

awaitable<MediaInfo> ConfinedRunner::probe(std::filesystem::path file) {
    refuse_empty(file);
    ConfinedRun what{.program = "ffprobe", .arguments = {"-hide_banner", "-v", "error"}, .input = file};
    append(what.arguments, reading_arguments());
    append(what.arguments,
           {"-show_entries", std::string(ffprobe_entries), "-of", "json", std::string(confined_input)});
    auto const result = co_await run(std::move(what), limits::probe_time_max);
    if (result.exit_code == 0) co_return read_probe(result.output);
    bool const damaged = begins_like_sound(first_bytes(file));
    refuse(damaged ? RefusalReason::file_damaged : RefusalReason::not_audio, result);
}

awaitable<SpeechAudio> ConfinedRunner::extract_speech(std::filesystem::path in, std::filesystem::path out) {
    Conversion wav{.in = std::move(in), .out = std::move(out)};
    wav.output_arguments = {"-map", "0:a:0",
                            "-af",  speech_filter(),
                            "-c:a", "pcm_s16le",
                            "-f",   "wav",
                            "-y",   std::string(confined_output)};
    auto const result = co_await convert(std::move(wav), heard_something);
    co_return read_volume(result.errors).value();
}

awaitable<SpeechFormat> ConfinedRunner::cut(std::filesystem::path in, std::filesystem::path out,
                                            Stretch part) {
    auto const codec = (co_await probe(in)).audio_codec;
    auto const format = compressed_format(codec);
    bool const copies = format != SpeechFormat::ogg || codec == "opus";
    Conversion what{.in = std::move(in), .out = std::move(out)};
    what.input_arguments = {"-ss", seconds(part.start), "-t", seconds(part.length())};
    what.output_arguments = copies ? copied(muxer_of(format)) : encoded_opus();
    // Packets before the start are not copied with it.
    if (copies) what.output_arguments.insert(what.output_arguments.begin(), {"-copypriorss", "0"});
    co_await convert(std::move(what), copies ? wrote_something : heard_something);
    co_return format;
}

awaitable<void> ConfinedRunner::remux_to_ogg(std::filesystem::path in, std::filesystem::path out) {
    bool const opus = (co_await probe(in)).audio_codec == "opus";
    Conversion what{.in = std::move(in), .out = std::move(out)};
    what.output_arguments = opus ? copied("ogg") : encoded_opus();
    // A second output goes nowhere: it is decoded to find out whether there is anything to hear.
    if (opus) append(what.output_arguments, {"-map", "0:a:0", "-af", speech_filter(), "-f", "null", "-"});
    co_await convert(std::move(what), heard_something);
}

awaitable<ProcessResult> ConfinedRunner::convert(Conversion what, bool (*is_good)(ProcessResult const&)) {
    refuse_empty(what.in);
    PartFile part(std::move(what.out));
    ConfinedRun program{.program = "ffmpeg",
                        .arguments = {"-nostdin", "-hide_banner", "-nostats", "-v", "info", "-threads", "1",
                                      "-filter_threads", "1"},
                        .input = what.in,
                        .output = part.path()};
    auto& arguments = program.arguments;
    append(arguments, reading_arguments());
    append(arguments,
           {"-codec_whitelist", decoders, "-vn", "-sn", "-dn", "-t", seconds(limits::recording_max)});
    append(arguments, what.input_arguments);
    append(arguments, {"-i", std::string(confined_input), "-map_metadata", "-1", "-bitexact"});
    append(arguments, what.output_arguments);
    auto result = co_await run(std::move(program), limits::media_time_max);
    if (is_good(result)) {
        part.keep();
        co_return result;
    }
    // ffprobe tells best why.
    auto const info = co_await probe(what.in);
    refuse(info.has_audio ? RefusalReason::file_damaged : RefusalReason::not_audio, result);
}

awaitable<std::vector<PhotoReport>> ConfinedRunner::inspect_photos(std::vector<PhotoFiles> photos,
                                                                   FaceSearch faces) {
    co_return co_await photos_.inspect(std::move(photos), faces);
}

awaitable<std::vector<ScaledPhoto>> ConfinedRunner::scale_photo(std::filesystem::path photo,
                                                                std::vector<ScaledFile> wanted) {
    co_return co_await photos_.scale(std::move(photo), std::move(wanted));
}

awaitable<void> ConfinedRunner::write_photo_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out) {
    co_await photos_.write_sheet(std::move(photos), std::move(out));
}

awaitable<void> ConfinedRunner::check() {
    constexpr auto limit = std::chrono::seconds(10);
    for (auto const* program : {"ffprobe", "ffmpeg"}) {
        auto const result = co_await run({.program = program, .arguments = {"-version"}}, limit);
        if (result.exit_code != 0)
            throw Unavailable(fmt::format("{} does not work: {}", program, last_line(result.errors)));
    }
    co_await photos_.check();
}

}  // namespace aisha
