// A WebSocket echo server on epoll, one thread, 127.0.0.1 only: what every client of the bench talks to. It must be
// so cheap that the client is what is measured; the table prints how busy it was. It echoes frames as they come,
// fragments as fragments, and knows nothing of the clients. Its counters lie in a file both sides map into memory, so
// that reading them costs neither side anything; `GET /stats` answers the same as one JSON line.
// Law: every buffer is bounded; a frame above MAX_PAYLOAD is refused with 1009, a peer that does not read is not read.
#define _GNU_SOURCE
#include "accept-key.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_PAYLOAD = 1 << 16, INPUT = 1 << 17, MAX_REQUEST = 8192, EVENTS = 1024, MAX_FILES = 1 << 20 };
enum { FREE = 0, REQUEST, ANSWERED, OPEN, CLOSING }; // ANSWERED: a plain HTTP answer was given, not a WebSocket

struct connection {
  uint8_t state;
  uint32_t input_length, output_length; // what a partial frame or a full socket leaves over; usually nothing
  char *input, *output;
};

// The layout is read by bench/server.ts: 64-bit little-endian numbers in this order.
struct counters { uint64_t messages, handshakes, closed, refused; };

static volatile struct counters *counters;
static struct connection *connections;
static size_t connection_slots;
static int epoll_fd;
static char input[INPUT], output[INPUT + 512];
static size_t output_length;

static void die(const char *what) {
  fprintf(stderr, "echo-server: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void drop(int fd) {
  struct connection *c = &connections[fd];
  if (c->state >= OPEN) counters->closed++;
  free(c->input);
  free(c->output);
  memset(c, 0, sizeof *c);
  close(fd);
}

static char *keep(char *old, const char *data, size_t length) {
  if (!length) return free(old), NULL;
  char *kept = realloc(old, length);
  if (!kept) die("out of memory");
  return memcpy(kept, data, length);
}

// Sends what `output` holds; what the socket does not take is kept and the connection is not read until it is gone.
static int flush_output(int fd, struct connection *c) {
  size_t sent = 0;
  while (sent < output_length) {
    ssize_t n = send(fd, output + sent, output_length - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return -1;
    sent += (size_t)n;
  }
  c->output = keep(c->output, output + sent, output_length - sent);
  c->output_length = (uint32_t)(output_length - sent);
  if ((c->state == CLOSING || c->state == ANSWERED) && !c->output_length) shutdown(fd, SHUT_WR);
  return 0;
}

static void put_frame(uint8_t first, const char *payload, size_t length) {
  char *at = output + output_length;
  *at++ = (char)first;
  if (length < 126) *at++ = (char)length;
  else *at++ = 126, *at++ = (char)(length >> 8), *at++ = (char)length; // never longer: see refuse below
  memcpy(at, payload, length);
  output_length = (size_t)(at - output) + length;
}

static void refuse(struct connection *c, int code) {
  char body[2] = {(char)(code >> 8), (char)code};
  counters->refused++;
  put_frame(0x88, body, 2);
  c->state = CLOSING;
}

static void unmask(char *payload, size_t length, const char *key) {
  uint64_t wide;
  memcpy(&wide, key, 4);
  memcpy((char *)&wide + 4, key, 4);
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t v;
    memcpy(&v, payload + i, 8);
    v ^= wide;
    memcpy(payload + i, &v, 8);
  }
  for (; i < length; i++) payload[i] ^= key[i & 3];
}

// Answers every whole frame of `data`; returns the bytes used.
static size_t take_frames(struct connection *c, char *data, size_t length) {
  size_t used = 0;
  while (c->state == OPEN && length - used >= 6) {
    const uint8_t *head = (const uint8_t *)data + used;
    size_t payload = head[1] & 127, header = 6;
    if (payload == 126) {
      if (length - used < 8) break;
      payload = (size_t)head[2] << 8 | head[3];
      header = 8;
    } else if (payload == 127) return refuse(c, 1009), length;
    if (!(head[1] & 128) || head[0] & 0x70) return refuse(c, 1002), length;
    if (length - used < header + payload) break;
    char *body = data + used + header;
    unmask(body, payload, body - 4);
    used += header + payload;
    uint8_t opcode = head[0] & 15;
    if (opcode == 10) continue;
    if (opcode == 9) put_frame(0x8a, body, payload);
    else put_frame(head[0], body, payload);
    if (opcode == 8) c->state = CLOSING;
    else if (opcode < 8 && head[0] & 128) counters->messages++;
  }
  return c->state == OPEN ? used : length;
}

static void put_text(const char *text) {
  size_t length = strlen(text);
  memcpy(output + output_length, text, length);
  output_length += length;
}

static void put_stats(void) {
  char text[256];
  snprintf(text, sizeof text,
           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
           "{\"messages\":%lu,\"handshakes\":%lu,\"closed\":%lu,\"refused\":%lu}\n",
           (unsigned long)counters->messages, (unsigned long)counters->handshakes, (unsigned long)counters->closed,
           (unsigned long)counters->refused);
  put_text(text);
}

// Answers the request when it is whole; returns the bytes used, 0 while it is not, -1 to drop the connection.
static ssize_t take_request(struct connection *c, char *data, size_t length) {
  char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return length < MAX_REQUEST ? 0 : -1;
  ssize_t used = end + 4 - data;
  if (length > 11 && !memcmp(data, "GET /stats ", 11)) {
    put_stats();
    c->state = ANSWERED;
    return used;
  }
  *end = 0;
  static const char name[] = "\r\nsec-websocket-key:";
  char *key = strcasestr(data, name), accept[29];
  if (!key) return -1;
  for (key += sizeof name - 1; *key == ' ';) key++;
  if (strcspn(key, "\r ") != 24) return -1;
  accept_key(key, accept);
  put_text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ");
  put_text(accept);
  put_text("\r\n\r\n");
  counters->handshakes++;
  c->state = OPEN;
  return used;
}

// Reads until the socket is empty (a short read says so, unless the peer has also closed: then until its end).
static int take_input(int fd, struct connection *c, int closing) {
  for (;;) {
    size_t length = c->input_length, used = 0;
    if (length) memcpy(input, c->input, length);
    ssize_t n = recv(fd, input + length, sizeof input - length, 0);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    if (n == 0) return -1;
    int drained = (size_t)n < sizeof input - length && !closing;
    length += (size_t)n;
    output_length = 0;
    if (c->state == REQUEST) {
      ssize_t taken = take_request(c, input, length);
      if (taken < 0) return counters->refused++, -1;
      used = (size_t)taken;
    }
    if (c->state != REQUEST) used += take_frames(c, input + used, length - used);
    c->input = keep(c->input, input + used, length - used);
    c->input_length = (uint32_t)(length - used);
    if (output_length && flush_output(fd, c)) return -1;
    if (drained || c->output_length) return 0;
  }
}

static void on_event(int fd, uint32_t events) {
  struct connection *c = &connections[fd];
  if (c->output_length) {
    if (!(events & (EPOLLOUT | EPOLLERR))) return;
    output_length = c->output_length;
    memcpy(output, c->output, output_length);
    if (flush_output(fd, c)) return drop(fd);
    if (c->output_length) return;
    events |= EPOLLIN | EPOLLRDHUP; // what came meanwhile was not announced again
  }
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR) &&
      take_input(fd, c, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0))
    drop(fd);
}

static void accept_some(int listener) {
  for (int i = 0; i < 128; i++) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED)) return;
    if (fd < 0) die("accept");
    if ((size_t)fd >= connection_slots) exit(1);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = fd};
    connections[fd].state = REQUEST;
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
  }
}

static int listen_on(uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  struct linger reset = {1, 0}; // inherited: closing resets, so that no run leaves ports in TIME_WAIT to the next
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, size) || listen(fd, 65535)) die("listen");
  getsockname(fd, (struct sockaddr *)&address, &size);
  printf("{\"port\":%d}\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: echo-server COUNTERS_FILE [PORT]\n"), 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  connection_slots = files.rlim_cur < MAX_FILES ? files.rlim_cur : MAX_FILES;
  connections = calloc(connection_slots, sizeof *connections);
  int file = open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, 4096)) die(argv[1]);
  counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (counters == MAP_FAILED || !connections || epoll_fd < 0) die("start");
  int listener = listen_on(argc > 2 ? (uint16_t)atoi(argv[2]) : 0);
  struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int n = epoll_wait(epoll_fd, events, EVENTS, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++)
      if (events[i].data.fd == listener) accept_some(listener);
      else on_event(events[i].data.fd, events[i].events);
  }
}
