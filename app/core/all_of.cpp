// Several coroutines at once, all awaited.
#include "core/all_of.hpp"

namespace aisha {

awaitable<void> all_of(std::vector<awaitable<void>> operations) {
    if (operations.empty()) co_return;
    auto const executor = co_await asio::this_coro::executor;
    using Operation = decltype(asio::co_spawn(executor, std::declval<awaitable<void>>(), asio::deferred));
    std::vector<Operation> started;
    started.reserve(operations.size());
    for (auto& operation : operations)
        started.push_back(asio::co_spawn(executor, std::move(operation), asio::deferred));
    auto group = asio::experimental::make_parallel_group(std::move(started));
    auto [order, errors] = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (auto const at : order)
        if (errors[at]) std::rethrow_exception(errors[at]);
}

}  // namespace aisha
