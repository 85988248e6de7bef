// A WebSocket echo client on epoll that measures nothing: the floor no measuring client can go below. One thread; it
// opens its connections, then sends one masked 32-byte text message on each, and another whenever one has come back.
// It keeps no clock, no histogram and no message queue, checks only that the answer has the right shape, and does not
// verify Sec-WebSocket-Accept (the key is fixed). Whoever measures it reads its CPU and the server's counters.
// Law: any failure ends it with a message; it never goes on with fewer connections than it was asked for.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD = 32, ECHO_BYTES = 2 + PAYLOAD, SEND_BYTES = 6 + PAYLOAD, MAX_CONNECTIONS = 18000, EVENTS = 1024 };
enum { PER_ADDRESS = 4000, MAX_RESPONSE = 4096 };
enum { CONNECTING = 0, UPGRADING, OPEN };
enum mode { ECHO, IDLE, HANDSHAKES };

struct connection { uint8_t state, matched; uint16_t got; }; // matched: how much of CRLF CRLF has been seen

static struct connection connections[MAX_CONNECTIONS + 64];
static enum mode mode;
static int epoll_fd, in_flight = 200;
static long wanted, started, opened;
static char request[512], frame[SEND_BYTES];
static size_t request_length;
static uint32_t random_state = 0x9e3779b9;
static struct sockaddr_in target;
static volatile sig_atomic_t stopping;

static void on_signal(int signal) { (void)signal, stopping = 1; }

static void die(const char *what) {
  fprintf(stderr, "echo-client: %s: %s (%ld of %ld open)\n", what, errno ? strerror(errno) : "not what was expected", opened, wanted);
  exit(1);
}

static void start_one(void) {
  struct sockaddr_in source = {.sin_family = AF_INET};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  if (fd < 0) die("socket");
  if (fd >= MAX_CONNECTIONS + 64) die("too many files");
  // In turn over enough of 127.0.0.x that none carries more than PER_ADDRESS.
  long addresses = (wanted + PER_ADDRESS - 1) / PER_ADDRESS;
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(started % addresses));
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&source, sizeof source)) die("bind");
  if (connect(fd, (struct sockaddr *)&target, sizeof target) && errno != EINPROGRESS) die("connect");
  connections[fd] = (struct connection){0};
  struct epoll_event event = {.events = EPOLLOUT, .data.fd = fd};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
  started++;
}

static void send_message(int fd) {
  random_state ^= random_state << 13, random_state ^= random_state >> 17, random_state ^= random_state << 5;
  uint64_t key = (uint64_t)random_state << 32 | random_state, words[PAYLOAD / 8];
  memcpy(words, "busyhour floor: 32 bytes of text", PAYLOAD);
  for (int i = 0; i < PAYLOAD / 8; i++) words[i] ^= key;
  memcpy(frame + 2, &random_state, 4);
  memcpy(frame + 6, words, PAYLOAD);
  errno = 0;
  if (send(fd, frame, SEND_BYTES, MSG_NOSIGNAL) != SEND_BYTES) die("send"); // 38 bytes always fit: one is outstanding
}

static void on_open(int fd) {
  opened++;
  connections[fd].state = OPEN;
  if (mode == HANDSHAKES) close(fd);
  if (mode == HANDSHAKES || started < wanted) start_one();
  // Echoing begins when all are open: those open already would hold up those to come.
  if (mode == ECHO && opened == wanted)
    for (int each = 0; each < MAX_CONNECTIONS + 64; each++)
      if (connections[each].state == OPEN) send_message(each);
}

static void on_connected(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if ((errno = error)) die("connect");
  if (send(fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) die("upgrade request");
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, fd, &event)) die("epoll_ctl");
  connections[fd].state = UPGRADING;
}

static void on_response(int fd, const char *data, ssize_t length) {
  static const char status[] = "HTTP/1.1 101", end[] = "\r\n\r\n";
  struct connection *c = &connections[fd];
  for (ssize_t i = 0; i < length; i++, c->got++) {
    if (c->got < sizeof status - 1 && data[i] != status[c->got]) die("the answer to the upgrade");
    c->matched = data[i] == end[c->matched] ? c->matched + 1 : data[i] == '\r';
    if (c->matched < 4) continue;
    if (i + 1 != length) die("bytes after the upgrade");
    c->got = 0;
    return on_open(fd);
  }
  if (c->got > MAX_RESPONSE) die("the length of the answer to the upgrade");
}

static void on_readable(int fd) {
  static char input[16384];
  struct connection *c = &connections[fd];
  ssize_t n = recv(fd, input, sizeof input, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) errno = n ? errno : ECONNRESET, die("receive");
  errno = 0;
  if (c->state == UPGRADING) return on_response(fd, input, n);
  if (!c->got && ((uint8_t)input[0] != 0x81 || (n > 1 && input[1] != PAYLOAD))) die("the head of an echo");
  c->got += (uint16_t)n;
  if (mode != ECHO || c->got > ECHO_BYTES) die("bytes nobody asked for");
  if (c->got < ECHO_BYTES) return;
  c->got = 0;
  send_message(fd);
}

static void read_command(int argc, char **argv) {
  char host[16], path[200] = "/";
  uint16_t port;
  if (argc < 5) goto usage;
  if (!strcmp(argv[1], "echo")) mode = ECHO;
  else if (!strcmp(argv[1], "idle")) mode = IDLE;
  else if (!strcmp(argv[1], "handshakes")) mode = HANDSHAKES;
  else goto usage;
  if (sscanf(argv[2], "ws://%15[0-9.]:%hu%199s", host, &port, path) < 2) goto usage;
  target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
  if (!inet_aton(host, &target.sin_addr) || ntohl(target.sin_addr.s_addr) >> 24 != 127) goto usage;
  wanted = atol(argv[3]);
  if (wanted < 1 || wanted > MAX_CONNECTIONS || atoi(argv[4]) < 1) goto usage;
  if (mode == HANDSHAKES) in_flight = (int)(wanted < in_flight ? wanted : in_flight);
  request_length = (size_t)snprintf(request, sizeof request,
                                    "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                                    path, host, port);
  return;
usage:
  fprintf(stderr, "usage: echo-client echo|idle|handshakes ws://127.x.x.x:PORT/PATH CONNECTIONS SECONDS\n"
                  "  CONNECTIONS from 1 to %d; with handshakes, how many may be in flight (at most %d)\n", MAX_CONNECTIONS, in_flight);
  exit(2);
}

int main(int argc, char **argv) {
  read_command(argc, argv);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, on_signal), signal(SIGINT, on_signal), signal(SIGALRM, on_signal);
  alarm((unsigned)atoi(argv[4]));
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  frame[0] = (char)0x81, frame[1] = (char)(0x80 | PAYLOAD);
  if ((epoll_fd = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (int i = 0; i < in_flight && started < wanted; i++) start_one();
  struct epoll_event events[EVENTS];
  while (!stopping) {
    int n = epoll_wait(epoll_fd, events, EVENTS, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++)
      if (connections[events[i].data.fd].state == CONNECTING) on_connected(events[i].data.fd);
      else on_readable(events[i].data.fd);
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  if (mode == HANDSHAKES) printf("{\"handshakes\":%ld,\"seconds\":%.3f,\"perSecond\":%.0f}\n", opened, seconds, (double)opened / seconds);
  return 0;
}
