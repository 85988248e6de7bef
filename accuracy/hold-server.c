// A server that knows the truth: it holds each message for a time and notes for how long it really did, from the
// kernel's own stamp on the packet that brought it to the moment before its answer is given to the kernel. So what the
// server itself is late by is part of the hold, and no fault of who measures. `/hold/5` is a WebSocket that answers
// after 5 ms (0: at once), in order, with what came; never early. The truth lies in a file that both sides map.
// epoll, one thread, 127.0.0.1 only; ends with its standard input. Law: every queue is bounded, and what cannot be
// measured ends the program, saying why.
#define _GNU_SOURCE
#include "../bench/floor/accept-key.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FILES = 256, MAX_HELD = 1024, MAX_PAYLOAD = 125, INPUT = 8192, MAX_TOLD = 1 << 20 };

struct held { int64_t came_ns; uint8_t opcode, length; char payload[MAX_PAYLOAD]; };

struct connection {
  int is_open;
  int64_t hold_ns;
  size_t input_length;
  char input[INPUT];
  uint32_t first, count; // of a ring
  struct held held[MAX_HELD];
};

// The layout is read by accuracy/server.ts.
struct truth { volatile uint64_t count; uint64_t held_ns[MAX_TOLD]; };

static struct truth *truth;
static struct connection *connections[MAX_FILES];
static int epoll_fd, timer_fd;

static void die(const char *what) {
  fprintf(stderr, "hold-server: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void drop(int fd) {
  free(connections[fd]);
  connections[fd] = NULL;
  close(fd);
}

// Small answers to a peer that reads: a socket that takes less than all of one is no measurement.
static void give(int fd, const void *bytes, size_t length) {
  ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
  if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return; // read next, and dropped there
  if (n != (ssize_t)length) die("the peer does not read its answers");
}

static void give_frame(int fd, uint8_t opcode, const char *payload, uint8_t length) {
  char frame[2 + MAX_PAYLOAD] = {(char)(0x80 | opcode), (char)length};
  memcpy(frame + 2, payload, length);
  give(fd, frame, 2u + length);
}

static void hold(struct connection *c, uint8_t opcode, const char *payload, uint8_t length, int64_t came_ns) {
  if (c->count == MAX_HELD) die("more messages at once than it can hold");
  struct held *held = &c->held[(c->first + c->count++) % MAX_HELD];
  *held = (struct held){.came_ns = came_ns, .opcode = opcode, .length = length};
  memcpy(held->payload, payload, length);
}

static void answer_due(int fd, struct connection *c) {
  while (c->count > 0) {
    struct held *held = &c->held[c->first];
    int64_t sent_ns = now_ns();
    if (held->came_ns + c->hold_ns > sent_ns) return;
    if (truth->count == MAX_TOLD) die("more messages than it can tell of");
    truth->held_ns[truth->count] = (uint64_t)(sent_ns - held->came_ns);
    truth->count++;
    give_frame(fd, held->opcode, held->payload, held->length);
    c->first = (c->first + 1) % MAX_HELD;
    c->count--;
  }
}

// Takes the whole frames of the input; returns -1 where the peer closed.
static int take_frames(int fd, struct connection *c, int64_t came_ns) {
  size_t used = 0;
  while (c->input_length - used >= 6) {
    char *head = c->input + used, *key = head + 2, *payload = head + 6;
    uint8_t opcode = head[0] & 15, length = head[1] & 127;
    if (!(head[0] & 0x80) || !(head[1] & 0x80) || length > MAX_PAYLOAD) die("a frame that is no small whole message");
    if (c->input_length - used < 6u + length) break;
    for (int i = 0; i < length; i++) payload[i] ^= key[i & 3];
    if (opcode == 8) return give_frame(fd, 8, payload, length), -1;
    if (opcode == 9) give_frame(fd, 10, payload, length);
    if (opcode < 8) hold(c, opcode, payload, length, came_ns);
    used += 6u + length;
  }
  memmove(c->input, c->input + used, c->input_length - used);
  c->input_length -= used;
  return 0;
}

// Answers the request once it is whole; returns -1 where it is none of ours.
static int take_request(int fd, struct connection *c) {
  char *end = memmem(c->input, c->input_length, "\r\n\r\n", 4), accept[29], answer[256];
  if (!end) return c->input_length < INPUT ? 0 : -1;
  *end = 0;
  static const char name[] = "\r\nsec-websocket-key:";
  char *key = strcasestr(c->input, name);
  int hold_ms;
  if (!key || sscanf(c->input, "GET /hold/%d ", &hold_ms) != 1) return -1;
  for (key += sizeof name - 1; *key == ' ';) key++;
  if (strcspn(key, "\r ") != 24) return -1;
  accept_key(key, accept);
  give(fd, answer, (size_t)snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept));
  c->is_open = 1;
  c->hold_ns = hold_ms * 1000000LL;
  c->input_length = 0; // whoever waits for the answer has sent no more
  return 0;
}

// The kernel's stamp is that of the last packet read: of several, the others are held a little longer than is noted.
static int64_t stamp_of(struct msghdr *message) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    struct timespec at;
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    memcpy(&at, CMSG_DATA(c), sizeof at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
  }
  die("the kernel gave no stamp to a packet");
  return 0;
}

static int take_input(int fd, struct connection *c) {
  char control[256];
  struct iovec into = {c->input + c->input_length, INPUT - c->input_length};
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t n = recvmsg(fd, &message, 0);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n <= 0) return -1;
  c->input_length += (size_t)n;
  if (!c->is_open) return take_request(fd, c);
  if (take_frames(fd, c, stamp_of(&message))) return -1;
  answer_due(fd, c);
  return 0;
}

static void accept_one(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;
  if (fd < 0) return;
  if (fd >= MAX_FILES || !(connections[fd] = calloc(1, sizeof **connections))) die("too many connections");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
}

// Sets the timer to what is due next; a zero would switch it off, and so does nothing due.
static void wait_for_due(void) {
  int64_t due_ns = 0;
  for (int fd = 0; fd < MAX_FILES; fd++) {
    struct connection *c = connections[fd];
    if (!c || c->count == 0) continue;
    int64_t at_ns = c->held[c->first].came_ns + c->hold_ns;
    if (due_ns == 0 || at_ns < due_ns) due_ns = at_ns;
  }
  struct itimerspec at = {.it_value = {due_ns / 1000000000, due_ns % 1000000000}};
  if (timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &at, NULL)) die("timerfd_settime");
}

static int listen_somewhere(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on); // inherited; the kernel takes a moment to begin with it
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) || listen(fd, 64)) die("listen");
  getsockname(fd, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static void map_truth(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof *truth)) die(path);
  truth = mmap(NULL, sizeof *truth, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (truth == MAP_FAILED) die("mmap");
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: hold-server TRUTH_FILE\n"), 2;
  map_truth(argv[1]);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  timer_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  int listener = listen_somewhere(), watched[] = {STDIN_FILENO, timer_fd, listener};
  for (int i = 0; i < 3; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = watched[i]};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, watched[i], &event)) die("epoll_ctl");
  }
  for (;;) {
    struct epoll_event events[MAX_FILES];
    int n = epoll_wait(epoll_fd, events, MAX_FILES, -1);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == STDIN_FILENO) return 0;
      if (fd == listener) accept_one(fd);
      else if (fd != timer_fd && take_input(fd, connections[fd])) drop(fd);
    }
    for (int fd = 0; fd < MAX_FILES; fd++)
      if (connections[fd] && connections[fd]->is_open) answer_due(fd, connections[fd]);
    wait_for_due();
  }
}
