/* Numbered frames of an ethertype for experiments (IEEE 802, 0x88b5) at an even pace, to a station outside that answers each of them.
 *   pulse LINK STREAM COUNT PER_SECOND
 * writes how many microseconds the latest frame was late, and the numbers of those that were not answered. A frame is the number of its
 * stream and its own, in network order. */
#define _GNU_SOURCE /* ppoll */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define EXPERIMENT 0x88b5
#define SECOND 1000000000LL
#define ANSWER_LIMIT (SECOND / 2)

static uint32_t stream, count, open_answers;
static unsigned char *answered;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static void hear(int packets) {
  uint32_t frame[400];
  while (recv(packets, frame, sizeof frame, MSG_DONTWAIT) >= 8) {
    uint32_t number = ntohl(frame[1]);
    if (ntohl(frame[0]) == stream && number < count && !answered[number]) {
      answered[number] = 1;
      open_answers--;
    }
  }
}

static void hear_until(int packets, int64_t due) {
  for (int64_t left = due - now(); left > 0; left = due - now()) {
    struct timespec time = {left / SECOND, left % SECOND};
    struct pollfd readable = {packets, POLLIN, 0};
    if (ppoll(&readable, 1, &time, NULL) > 0) {
      hear(packets);
    }
  }
}

int main(int arguments, char **words) {
  if (arguments != 5) {
    fprintf(stderr, "pulse LINK STREAM COUNT PER_SECOND\n");
    return 2;
  }
  stream = strtoul(words[2], NULL, 10);
  count = strtoul(words[3], NULL, 10);
  int64_t interval = SECOND / strtoul(words[4], NULL, 10);
  answered = calloc(count, 1);
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(EXPERIMENT), .sll_halen = ETH_ALEN};
  memcpy(to.sll_addr, "\x02\x00\x00\x00\x00\x01", ETH_ALEN);
  to.sll_ifindex = if_nametoindex(words[1]);
  int packets = socket(AF_PACKET, SOCK_DGRAM, htons(EXPERIMENT));
  if (answered == NULL || to.sll_ifindex == 0 || bind(packets, (struct sockaddr *)&to, sizeof to) < 0) {
    perror(words[1]);
    return 1;
  }
  struct sched_param first = {1};
  sched_setscheduler(0, SCHED_FIFO, &first); /* a busy guest should not look like a gap */

  int64_t start = now(), latest = 0;
  for (uint32_t number = 0; number < count; number++) {
    hear_until(packets, start + number * interval);
    int64_t late = now() - start - number * interval;
    latest = late > latest ? late : latest;
    uint32_t frame[15] = {htonl(stream), htonl(number)};
    open_answers++;
    /* One that the kernel refuses is lost. */
    sendto(packets, frame, sizeof frame, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof to);
  }
  for (int64_t end = now() + ANSWER_LIMIT; open_answers > 0 && now() < end;) {
    hear_until(packets, now() + SECOND / 100);
  }
  printf("%lld", (long long)latest / 1000);
  for (uint32_t number = 0; number < count; number++) {
    if (!answered[number]) {
      printf(" %u", number);
    }
  }
  printf("\n");
  return 0;
}
