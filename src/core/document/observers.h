// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/change_event.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace limn::core {

/// The list of functions that are called at each change. Observers may subscribe and unsubscribe
/// while being told, and subscriptions may outlive the list.
class Observers {
 public:
  using Observer = std::function<void(const ChangeEvent&)>;

  [[nodiscard]] Subscription add(Observer observer) {
    auto entry = std::make_shared<Observer>(std::move(observer));
    list_->push_back(entry);
    return Subscription([list = std::weak_ptr(list_), entry = std::move(entry)] {
      if (const auto alive = list.lock()) std::erase(*alive, entry);
    });
  }

  void notify(const ChangeEvent& event) const {
    const auto list = list_;  // an observer may end whom it observes,
    const auto snapshot =
        *list;  // or change the list; one that has unsubscribed is not called any more
    for (const auto& observer : snapshot) {
      if (std::ranges::find(*list, observer) != list->end()) (*observer)(event);
    }
  }

 private:
  std::shared_ptr<std::vector<std::shared_ptr<Observer>>> list_ =
      std::make_shared<std::vector<std::shared_ptr<Observer>>>();
};

}  // namespace limn::core
