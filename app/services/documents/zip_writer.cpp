// ZIP archives, by libzip.
#include "services/documents/zip_writer.hpp"

#include <fmt/format.h>

#include <zip.h>

#include <stdexcept>

namespace aisha {

namespace {

[[noreturn]] void fail(zip_t* archive) {
    throw std::runtime_error(fmt::format("archive: {}", zip_strerror(archive)));
}

}  // namespace

void ZipWriter::Discard::operator()(zip* archive) const { zip_discard(archive); }

ZipWriter::ZipWriter(std::filesystem::path const& archive) {
    int code = 0;
    archive_.reset(zip_open(archive.c_str(), ZIP_CREATE | ZIP_EXCL, &code));
    if (archive_) return;
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string const text = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw std::runtime_error("archive: " + text);
}

ZipWriter::~ZipWriter() = default;

std::int64_t ZipWriter::add_source(std::string const& name, void* source) {
    auto* const from = static_cast<zip_source_t*>(source);
    if (!from) fail(archive_.get());
    auto const index = zip_file_add(archive_.get(), name.c_str(), from, ZIP_FL_ENC_UTF_8);
    if (index >= 0) return index;
    zip_source_free(from);
    fail(archive_.get());
}

void ZipWriter::add(std::string const& name, std::string bytes) {
    auto const& kept = *bytes_.emplace_back(std::make_unique<std::string>(std::move(bytes)));
    add_source(name, zip_source_buffer(archive_.get(), kept.data(), kept.size(), 0));
}

void ZipWriter::add_file(std::string const& name, std::filesystem::path const& file, Packing packing) {
    constexpr int whole = -1;
    auto const index = add_source(name, zip_source_file(archive_.get(), file.c_str(), 0, whole));
    if (packing == Packing::stored &&
        zip_set_file_compression(archive_.get(), static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0) != 0)
        fail(archive_.get());
}

void ZipWriter::finish() {
    if (zip_close(archive_.get()) != 0) fail(archive_.get());
    static_cast<void>(archive_.release());  // closed
    bytes_.clear();
}

}  // namespace aisha
