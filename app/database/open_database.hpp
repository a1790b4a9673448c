// The database that the settings name.
#pragma once

#include "core/config.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace aisha {

/// Opens SQLite's file, made where it is missing, or connects to PostgreSQL. Throws ConfigError where the
/// file is in use, damaged or another program's, or the server does not let us in.
std::unique_ptr<Database> open_database(asio::any_io_executor loop, Log log, Config const& config);

/// The same to look at only, also beside the process that has SQLite's file, which must exist: nothing is made
/// or locked.
std::unique_ptr<Database> open_database_to_look(asio::any_io_executor loop, Log log, Config const& config);

}  // namespace aisha
