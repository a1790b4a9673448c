// Settings as they are given: --set before the environment before aisha.toml before the default.
#pragma once

#include "core/secret.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// One name that an operator may set.
struct SettingName {
    std::string_view name;
    std::string_view fallback;  ///< the default; empty: none
    bool secret = false;        ///< only from the environment or a file, never from the command line
    bool later = false;  ///< belongs to a part that this version does not have; warned about when given
};

/// Every setting there is.
std::span<SettingName const> setting_names();

class Settings {
public:
    using Environment = std::function<std::optional<std::string>(std::string const&)>;

    struct Sources {
        std::vector<std::string> assignments;       ///< --set NAME=value
        std::optional<std::filesystem::path> file;  ///< aisha.toml
        Environment environment;
    };

    /// Throws ConfigError, naming the setting, for an unknown name in --set or the file, a secret in --set, a
    /// value given both as NAME and NAME_FILE, and a file that cannot be read or parsed (with the line).
    explicit Settings(Sources const& sources);

    /// The value or the default. Throws std::logic_error for a name that is not in the table.
    std::string get(std::string_view name) const;
    Secret secret(std::string_view name) const;
    bool given(std::string_view name) const;
    /// Throws ConfigError where it is not one of true, false, 1, 0, yes, no.
    bool flag(std::string_view name) const;
    /// Names that were given and have no effect in this version.
    std::vector<std::string> without_effect() const;

private:
    void read_assignments(std::vector<std::string> const& assignments);
    void read_environment(Environment const& environment);
    void read_file(std::filesystem::path const& file);
    void read_secret_files();

    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace aisha
