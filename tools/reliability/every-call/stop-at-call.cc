// Stops a process at one call that changes files: for `npm run kills -- --every-call`.
//
// Compiled into a library for LD_PRELOAD. It counts the calls on files in the folder STOP_BELOW and writes them
// to the file STOP_LOG. What it does then is STOP_HOW:
//   copy  copies the folder to STOP_COPIES/NUMBER before each call: what a kill at that moment leaves behind.
//         Every write is done in two halves, which are two calls.
//   kill  kills the process before the call with the number STOP_AT.
//   full  lets that call and all later ones that take room fail with ENOSPC.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <mutex>
#include <set>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

std::atomic<long> calls{0};
std::recursive_mutex one_at_a_time;
// Descriptors of which half of a write was done.
std::set<int> half_done;

const char* setting(const char* name) {
  const char* value = getenv(name);
  return value ? value : "";
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

std::string path_at(int folder, const char* path) {
  if (!path || *path == '/' || folder == AT_FDCWD) {
    if (!path) return "";
    if (*path == '/') return path;
    char here[PATH_MAX];
    return getcwd(here, sizeof here) ? std::string(here) + "/" + path : path;
  }
  return path;
}

std::string path_of(int descriptor) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 0 ? std::string(path, length) : "";
}

enum class Fate { go_on, half, full };

void append_to_log(const std::string& line) {
  const char* log = setting("STOP_LOG");
  if (!*log) return;
  static auto next_open = real<int (*)(const char*, int, ...)>("open");
  static auto next_write = real<ssize_t (*)(int, const void*, size_t)>("write");
  int descriptor = next_open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (next_write(descriptor, line.data(), line.size()) < 0) abort();
  close(descriptor);
}

// Counts a call, and says what to do with it, unless it is the process's last.
Fate at_call(const char* call, const std::string& path, bool takes_room, int written = -1) {
  const char* folder = setting("STOP_BELOW");
  if (!*folder || path.compare(0, strlen(folder), folder) != 0) return Fate::go_on;
  std::lock_guard<std::recursive_mutex> guard(one_at_a_time);
  const long number = ++calls;
  append_to_log(std::to_string(number) + " " + call + " " + path.substr(strlen(folder)) + "\n");
  const long stop = atol(setting("STOP_AT"));
  const std::string how = setting("STOP_HOW");
  if (how == "copy") {
    const std::string to = std::string(setting("STOP_COPIES")) + "/" + std::to_string(number);
    const std::string copy = "exec env -u LD_PRELOAD cp -a '" + std::string(folder) + "' '" + to + "' 2>/dev/null";
    // The folder itself may not exist yet.
    if (system(copy.c_str()) != 0) append_to_log(std::to_string(number) + " nothing\n");
    if (written < 0) return Fate::go_on;
    if (half_done.erase(written)) return Fate::go_on;
    half_done.insert(written);
    return Fate::half;
  }
  if (how == "full" && stop > 0 && number >= stop && takes_room) return Fate::full;
  if (how != "kill" || number != stop) return Fate::go_on;
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

int fail() {
  errno = ENOSPC;
  return -1;
}

}  // namespace

extern "C" {

#define ON_PATH(name, declared, passed, path, room)                  \
  int name declared {                                                \
    if (at_call(#name, path_at(AT_FDCWD, path), room) == Fate::full) \
      return fail();                                                 \
    static auto next = real<int(*) declared>(#name);                 \
    return next passed;                                              \
  }

ON_PATH(rename, (const char* from, const char* to), (from, to), to, false)
ON_PATH(link, (const char* from, const char* to), (from, to), to, true)
ON_PATH(symlink, (const char* from, const char* to), (from, to), to, true)
ON_PATH(unlink, (const char* path), (path), path, false)
ON_PATH(rmdir, (const char* path), (path), path, false)
ON_PATH(mkdir, (const char* path, mode_t mode), (path, mode), path, true)
ON_PATH(truncate, (const char* path, off_t length), (path, length), path, false)
ON_PATH(truncate64, (const char* path, off64_t length), (path, length), path, false)

#define ON_DESCRIPTOR(name, declared, passed, room)                            \
  int name declared {                                                          \
    if (at_call(#name, path_of(descriptor), room) == Fate::full) return fail(); \
    static auto next = real<int(*) declared>(#name);                           \
    return next passed;                                                        \
  }

ON_DESCRIPTOR(fsync, (int descriptor), (descriptor), true)
ON_DESCRIPTOR(fdatasync, (int descriptor), (descriptor), true)
ON_DESCRIPTOR(ftruncate, (int descriptor, off_t length), (descriptor, length), false)
ON_DESCRIPTOR(ftruncate64, (int descriptor, off64_t length), (descriptor, length), false)

#define ON_OPEN(name, start, next_type, folder, ...)                              \
  {                                                                               \
    mode_t mode = 0;                                                              \
    if (flags & (O_CREAT | O_TMPFILE)) {                                          \
      va_list rest;                                                               \
      va_start(rest, flags);                                                      \
      mode = va_arg(rest, mode_t);                                                \
      va_end(rest);                                                               \
    }                                                                             \
    static auto next = real<next_type>(#name);                                    \
    const bool makes = flags & (O_CREAT | O_TRUNC);                               \
    if (makes && at_call(#name, path_at(folder, path), true) == Fate::full)       \
      return fail();                                                              \
    return next(__VA_ARGS__, flags, mode);                                        \
  }

int open(const char* path, int flags, ...)
    ON_OPEN(open, path, int (*)(const char*, int, mode_t), AT_FDCWD, path)
int open64(const char* path, int flags, ...)
    ON_OPEN(open64, path, int (*)(const char*, int, mode_t), AT_FDCWD, path)
int openat(int folder, const char* path, int flags, ...)
    ON_OPEN(openat, path, int (*)(int, const char*, int, mode_t), folder, folder, path)
int openat64(int folder, const char* path, int flags, ...)
    ON_OPEN(openat64, path, int (*)(int, const char*, int, mode_t), folder, folder, path)

#define ON_WRITE(name, declared, passed, halved, can_be_halved)                            \
  ssize_t name declared {                                                                  \
    static auto next = real<ssize_t(*) declared>(#name);                                   \
    switch (at_call(#name, path_of(descriptor), true, can_be_halved ? descriptor : -1)) {  \
      case Fate::full:                                                                     \
        return fail();                                                                     \
      case Fate::half:                                                                     \
        return next halved;                                                                \
      case Fate::go_on:                                                                    \
        break;                                                                             \
    }                                                                                      \
    return next passed;                                                                    \
  }

ON_WRITE(write, (int descriptor, const void* bytes, size_t length), (descriptor, bytes, length),
         (descriptor, bytes, length / 2), length > 1)
ON_WRITE(pwrite, (int descriptor, const void* bytes, size_t length, off_t at),
         (descriptor, bytes, length, at), (descriptor, bytes, length / 2, at), length > 1)
ON_WRITE(pwrite64, (int descriptor, const void* bytes, size_t length, off64_t at),
         (descriptor, bytes, length, at), (descriptor, bytes, length / 2, at), length > 1)
ON_WRITE(writev, (int descriptor, const struct iovec* parts, int count),
         (descriptor, parts, count), (descriptor, parts, count / 2), count > 1)
}
