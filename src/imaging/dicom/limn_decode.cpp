// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn-decode: unpacks JPEG 2000 pictures that come in on standard input, one after the other, and
// writes samples to standard output (frame_protocol.h). It is a program of its own because a codec
// that meets a damaged picture may end its process.
#include "frame_protocol.h"

#include <openjpeg.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {

using limn::imaging::DecodeReply;
using limn::imaging::DecodeRequest;

constexpr std::uint64_t kLargestPicture = std::uint64_t{1} << 31;
constexpr rlim_t kMemory = rlim_t{8} << 30;

struct Memory {
  const std::byte* data = nullptr;
  std::size_t size = 0, at = 0;
};

OPJ_SIZE_T readMemory(void* to, OPJ_SIZE_T count, void* user) {
  auto& m = *static_cast<Memory*>(user);
  const std::size_t n = std::min<std::size_t>(count, m.size - m.at);
  if (n == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, m.data + m.at, n);
  m.at += n;
  return n;
}
OPJ_OFF_T skipMemory(OPJ_OFF_T count, void* user) {
  auto& m = *static_cast<Memory*>(user);
  if (count < 0 || m.at == m.size) return -1;
  const std::size_t n = std::min<std::size_t>(static_cast<std::size_t>(count), m.size - m.at);
  m.at += n;
  return static_cast<OPJ_OFF_T>(n);
}
OPJ_BOOL seekMemory(OPJ_OFF_T to, void* user) {
  auto& m = *static_cast<Memory*>(user);
  if (to < 0 || static_cast<std::size_t>(to) > m.size) return OPJ_FALSE;
  m.at = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}
void keepMessage(const char* message, void* user) {
  auto& text = *static_cast<std::string*>(user);
  if (text.empty()) text = message;
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
}

template <auto destroy>
struct Deleter {
  template <class T>
  void operator()(T* p) const {
    destroy(p);
  }
};
using Stream = std::unique_ptr<opj_stream_t, Deleter<opj_stream_destroy>>;
using Codec = std::unique_ptr<opj_codec_t, Deleter<opj_destroy_codec>>;
using Image = std::unique_ptr<opj_image_t, Deleter<opj_image_destroy>>;

struct Answer {
  DecodeReply reply;
  std::vector<std::byte> bytes;
};

Answer refusal(const std::string& why) {
  Answer answer;
  answer.reply.failed = 1;
  answer.bytes.resize(why.size());
  std::memcpy(answer.bytes.data(), why.data(), why.size());
  answer.reply.bytes = answer.bytes.size();
  return answer;
}

bool isUniform(const opj_image_t& image) {
  const auto& first = image.comps[0];
  return std::all_of(image.comps, image.comps + image.numcomps, [&](const opj_image_comp_t& c) {
    return c.data != nullptr && c.w == first.w && c.h == first.h && c.prec == first.prec &&
           c.sgnd == first.sgnd;
  });
}

template <class Cell>
void interleave(const opj_image_t& image, std::vector<std::byte>& to) {
  const std::size_t pixels = std::size_t{image.comps[0].w} * image.comps[0].h;
  to.resize(pixels * image.numcomps * sizeof(Cell));
  for (OPJ_UINT32 c = 0; c < image.numcomps; ++c) {
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto cell = static_cast<Cell>(image.comps[c].data[i]);
      std::memcpy(to.data() + (i * image.numcomps + c) * sizeof(Cell), &cell, sizeof(Cell));
    }
  }
}

Answer decode(const std::vector<std::byte>& packed) {
  constexpr unsigned char kBoxed[] = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
  const bool isBoxed =
      packed.size() > sizeof kBoxed && std::memcmp(packed.data(), kBoxed, sizeof kBoxed) == 0;
  Memory memory{packed.data(), packed.size(), 0};
  const Stream stream(opj_stream_default_create(OPJ_TRUE));
  opj_stream_set_user_data(stream.get(), &memory, nullptr);
  opj_stream_set_user_data_length(stream.get(), packed.size());
  opj_stream_set_read_function(stream.get(), readMemory);
  opj_stream_set_skip_function(stream.get(), skipMemory);
  opj_stream_set_seek_function(stream.get(), seekMemory);
  const Codec codec(opj_create_decompress(isBoxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  std::string message;
  opj_set_error_handler(codec.get(), keepMessage, &message);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* raw = nullptr;
  const bool started = opj_setup_decoder(codec.get(), &parameters) == OPJ_TRUE &&
                       opj_read_header(stream.get(), codec.get(), &raw) == OPJ_TRUE;
  const Image image(raw);
  if (!started || opj_decode(codec.get(), stream.get(), raw) != OPJ_TRUE) {
    return refusal(message.empty() ? "not a JPEG 2000 picture" : message);
  }
  if (image->numcomps == 0 || !isUniform(*image))
    return refusal("its components differ in size or depth");
  Answer answer;
  const auto& first = image->comps[0];
  answer.reply.columns = first.w;
  answer.reply.rows = first.h;
  answer.reply.samples = image->numcomps;
  answer.reply.precision = first.prec;
  answer.reply.isSigned = first.sgnd;
  if (first.prec <= 8) {
    interleave<std::uint8_t>(*image, answer.bytes);
  } else if (first.prec <= 16) {
    interleave<std::uint16_t>(*image, answer.bytes);
  } else {
    interleave<std::uint32_t>(*image, answer.bytes);
  }
  answer.reply.bytes = answer.bytes.size();
  return answer;
}

bool readAll(void* to, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t n = ::read(STDIN_FILENO, static_cast<std::byte*>(to) + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}
bool writeAll(const void* from, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t n =
        ::write(STDOUT_FILENO, static_cast<const std::byte*>(from) + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

void limitMyself() {
  const rlimit nothing{0, 0};
  ::setrlimit(RLIMIT_CORE, &nothing);
  ::setrlimit(RLIMIT_FSIZE, &nothing);
#ifndef __SANITIZE_ADDRESS__  // AddressSanitizer reserves far more than it uses
  const rlimit memory{kMemory, kMemory};
  ::setrlimit(RLIMIT_AS, &memory);
#endif
}

}  // namespace

int main() {
  limitMyself();
  try {
    for (DecodeRequest request; readAll(&request, sizeof request);) {
      if (request.magic != DecodeRequest::kMagic || request.bytes > kLargestPicture) return 2;
      std::vector<std::byte> packed(request.bytes);
      if (!readAll(packed.data(), packed.size())) return 2;
      const Answer answer = decode(packed);
      if (!writeAll(&answer.reply, sizeof answer.reply) ||
          !writeAll(answer.bytes.data(), answer.bytes.size())) {
        return 1;
      }
    }
  } catch (const std::exception&) {
    return 1;  // the parent notices that the socket closes
  }
  return 0;
}
