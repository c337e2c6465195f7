// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/pixel_hash.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

namespace limn::imaging {

std::string pixelHash(const Volume& volume) {
  const Size3& size = volume.grid.size;
  const std::string form = fmt::format("{}x{}x{} type {} channels {}\n", size.x, size.y, size.z,
                                       static_cast<int>(volume.type), volume.channels);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (!hash || EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) != 1) return {};
  EVP_DigestUpdate(hash.get(), form.data(), form.size());
  if (volume.data) EVP_DigestUpdate(hash.get(), volume.data->data(), volume.data->size());
  EVP_DigestFinal_ex(hash.get(), digest.data(), &length);
  std::string hex;
  for (unsigned i = 0; i < length; ++i)
    hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace limn::imaging
