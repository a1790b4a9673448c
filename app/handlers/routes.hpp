// The whole bot on one screen: which handler answers what.
#pragma once

#include "bot/router.hpp"
#include "handlers/context.hpp"

namespace aisha::handlers {

/// The table of routes, tried from the top. `context` outlives the router.
bot::Router make_routes(Context& context);

}  // namespace aisha::handlers
