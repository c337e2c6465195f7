// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// limn-studio: the window, with the network and the files behind core's ports.

#include "case_io.h"
#include "limn/gui/studio.h"
#include "model_catalog.h"
#include "session_options.h"
#include "wiring.h"

#include <csignal>
#include <utility>
#include <vector>

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then reported as a write error
  limn::gui::StudioParts parts;
  parts.io = limn::apps::makeStudyIo();
  parts.cases = limn::apps::makeCaseIo();
  const auto folder = limn::apps::makeEmbeddingFolder({});
  parts.session = limn::apps::sessionOptions();
  if (folder) {
    parts.setDiskCache = [folder](const limn::gui::DiskCacheRequest& request) {
      folder->setLimit(
          limn::apps::DiskCacheChoice{!request.isOn, request.limitGigabytes}.limitBytes());
      folder->setEnabled(request.isOn);
    };
  }
  parts.loadModel = [folder](const limn::gui::ModelRequest& request) {
    limn::apps::ModelChoice choice;
    choice.model = request.model;
    choice.arch = request.arch;
    choice.device = request.device;
    choice.precision = request.precision;
    choice.family = request.family;
    choice.dropAdapters = request.dropAdapters;
    choice.threads = request.threads;
    choice.focus = request.focus;
    choice.noFocus = request.noFocus;
    choice.offersFocus = true;
    return limn::apps::makeFocusedPredictor(choice, folder);
  };
  parts.installedModels = [] {
    std::vector<limn::gui::InstalledModelText> texts;
    // A damaged manifest is reported when a model is loaded.
    if (const auto models = limn::apps::installedModels()) {
      for (const auto& model : *models) {
        if (model.family != "focus") texts.push_back({model.name, model.description});
      }
    }
    return texts;
  };
  parts.version = LIMN_VERSION;
  return limn::gui::runStudio(argc, argv, std::move(parts));
}
