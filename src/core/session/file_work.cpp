// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/file_work.h"

#include "limn/base/log.h"
#include "session/job_queue.h"

#include <fmt/core.h>

#include <exception>
#include <utility>

namespace limn::core {

FileWork::FileWork(Dispatcher dispatcher)
    : queue_(std::make_unique<JobQueue>(std::move(dispatcher))) {}
FileWork::~FileWork() = default;

void FileWork::run(std::function<void(const JobContext&)> work, std::function<void()> done) {
  queue_->post(fmt::format("file work {}", ++pieces_), Priority::Focus,
               [work = std::move(work), done = std::move(done),
                alive = std::weak_ptr(alive_)](const JobContext& job) -> Completion {
                 try {
                   work(job);
                 } catch (const std::exception& error) {
                   log::error("file work ended by an exception: {}", error.what());
                 }
                 return [alive, done] {
                   if (!alive.expired()) done();
                 };
               });
}

}  // namespace limn::core
