#!/usr/bin/env python3
"""The application that uses the flights model, replayed: it asks for flights, and later tells how they ended.

  replay.py run   a seeded sample of April to June as single live requests, each followed by its label
  replay.py flow  a steady trickle of the other flights, without labels, until SIGTERM: is a request ever lost?
  replay.py score July, which no model was trained on, in batches: the AUC of what serves

Only the standard library is needed. Requests follow the Open Inference Protocol; numbers go as FP64 so that a missing
one can be null. The last line is a JSON summary; the exit code is 1 if any request failed.
"""

import argparse
import csv
import gzip
import http.client
import json
import queue
import random
import signal
import threading
import time
from urllib.parse import urlsplit

STRINGS = {"carrier", "origin", "dest"}
NOT_FEATURES = {"id", "month", "late"}


def infer_body(flights):
    """The request for one or more flights; a single flight's id is the request's."""
    def column(name):
        values = [f[name] or None for f in flights]
        if name in STRINGS:
            return {"name": name, "shape": [len(values), 1], "datatype": "BYTES",
                    "parameters": {"content_type": "str"}, "data": values}
        return {"name": name, "shape": [len(values), 1], "datatype": "FP64",
                "data": [None if v is None else float(v) for v in values]}

    body = {"parameters": {"content_type": "pd"},
            "inputs": [column(name) for name in flights[0] if name not in NOT_FEATURES],
            "outputs": [{"name": "predict"}, {"name": "predict_proba"}]}
    return {"id": flights[0]["id"], **body} if len(flights) == 1 else body


def late_probabilities(answer):
    """The second class's probability of each row; predict_proba is [rows, 2], flattened."""
    return next(o["data"] for o in answer["outputs"] if o["name"] == "predict_proba")[1::2]


def auc(scores, labels):
    """Area under the ROC curve by the rank sum, ties shared; None if one class is missing."""
    positives = sum(labels)
    if not 0 < positives < len(labels):
        return None
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, i = 0.0, 0
    while i < len(order):
        j = i
        while j < len(order) and scores[order[j]] == scores[order[i]]:
            j += 1
        ranks += (i + j + 1) / 2 * sum(labels[k] for k in order[i:j])
        i = j
    return (ranks - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


class Connection:
    """One kept-alive connection to the model's URL."""

    def __init__(self, url, timeout):
        self.url, self.timeout, self.http, self.reopened = urlsplit(url), timeout, None, 0

    def post(self, path, body):
        """Posts JSON and returns (status, text).

        The server may close an idle connection at the moment of sending. As HTTP clients do, the request is then sent
        once more on a new connection; only what was never answered on a *reused* connection is sent again.
        """
        reused = self.http is not None
        try:
            return self._post(path, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if not reused:
                raise
            self.reopened += 1
            return self._post(path, body)

    def _post(self, path, body):
        if self.http is None:
            self.http = http.client.HTTPConnection(self.url.hostname, self.url.port or 80, timeout=self.timeout)
        self.http.request("POST", self.url.path + path, json.dumps(body), {"Content-Type": "application/json"})
        response = self.http.getresponse()
        text = response.read().decode()
        if response.will_close:
            self.close()
        return response.status, text

    def close(self):
        if self.http is not None:
            self.http.close()
            self.http = None


class Replay:
    """Sends flights at a steady rate over some connections, and their labels a little later."""

    def __init__(self, args):
        self.args = args
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.labels = queue.Queue()
        self.sent = self.labelled = self.reopened = self.failed_labels = 0
        self.failures, self.seconds, self.scores, self.truth = {}, [], [], []
        self.start = self.last = time.monotonic()

    def run(self, flights):
        """Sends all flights, or what can be sent until SIGTERM; returns the summary."""
        signal.signal(signal.SIGTERM, lambda *_: self.stop.set())
        work = iter(enumerate(flights))
        senders = [threading.Thread(target=self._send, args=(work,), daemon=True) for _ in range(self.args.connections)]
        teller = threading.Thread(target=self._tell, daemon=True)
        self.start = time.monotonic()
        for thread in [*senders, teller]:
            thread.start()
        shown = self.start
        while any(thread.is_alive() for thread in senders):
            time.sleep(0.1)
            if time.monotonic() - shown >= self.args.report:
                shown = time.monotonic()
                self.show()
        self.labels.put(None)
        teller.join()
        return self.summary()

    def _send(self, work):
        connection = Connection(self.args.url, self.args.timeout)
        while not self.stop.is_set():
            with self.lock:
                number, batch = next(work, (None, None))
            if batch is None or self.stop.wait(max(0.0, self.start + number / self.args.rate - time.monotonic())):
                break
            begin = time.monotonic()
            try:
                status, text = connection.post("/infer", infer_body(batch))
                fault = None if status == 200 else f"HTTP {status}"
                scores = late_probabilities(json.loads(text)) if status == 200 else []
            except (OSError, http.client.HTTPException, ValueError, KeyError, StopIteration) as e:
                connection.close()
                fault, scores = type(e).__name__, []
            with self.lock:
                self._count(batch, fault, scores, time.monotonic() - begin)
        with self.lock:
            self.reopened += connection.reopened
        connection.close()

    def _count(self, batch, fault, scores, seconds):
        self.sent, self.last = self.sent + 1, time.monotonic()
        if fault:
            self.failures[fault] = self.failures.get(fault, 0) + 1
            return
        self.seconds.append(seconds)
        self.scores += scores
        self.truth += [int(f["late"]) for f in batch]
        if self.args.labels:
            self.labels.put((time.monotonic() + self.args.label_delay, {"id": batch[0]["id"], "label": int(batch[0]["late"])}))

    def _tell(self):
        """Sends the labels that are due, up to 100 at a time."""
        connection, due, last = Connection(self.args.url, self.args.timeout), [], False
        while not last:
            item = self.labels.get()
            last = item is None
            if item is not None:
                self.stop.wait(max(0.0, item[0] - time.monotonic()))
                due.append(item[1])
            if due and (last or len(due) == 100 or self.labels.empty()):
                try:
                    status, text = connection.post("/feedback", due)
                    fault = None if 200 <= status < 300 else f"HTTP {status}: {text[:200]}"
                except (OSError, http.client.HTTPException) as e:
                    connection.close()
                    fault = repr(e)
                if fault:
                    self.failed_labels += len(due)
                    print(f"feedback failed: {fault}", flush=True)
                else:
                    self.labelled += len(due)
                due = []
        connection.close()

    def summary(self):
        """What happened so far."""
        with self.lock:
            seconds, elapsed = sorted(self.seconds), self.last - self.start
            quantile = lambda q: round(seconds[int(q * (len(seconds) - 1))] * 1000, 1) if seconds else None
            area = auc(self.scores, self.truth)
            return {"mode": self.args.mode, "requests": self.sent, "failed": sum(self.failures.values()),
                    "failures": self.failures, "reopened": self.reopened, "labels": self.labelled,
                    "failedLabels": self.failed_labels, "perSecond": round(self.sent / max(elapsed, 1e-9), 1),
                    "p50Millis": quantile(0.5), "p99Millis": quantile(0.99), "seconds": round(elapsed, 1),
                    "rows": len(self.scores), "auc": None if area is None else round(area, 4)}

    def show(self):
        """Prints a line of progress."""
        s = self.summary()
        print(f"{s['seconds']:6.0f} s  {s['requests']:6d} requests  {s['perSecond']:5.1f}/s  p99 {s['p99Millis']} ms  "
              f"{s['failed']} failed  {s['labels']} labels  AUC {s['auc']}", flush=True)


def chosen(args):
    """The flights of the mode, in the order they are sent, as batches."""
    with gzip.open(args.data, "rt", newline="") as file:
        flights = list(csv.DictReader(file))
    spring = [f for f in flights if f["month"] in {"4", "5", "6"}]
    random.Random(args.seed).shuffle(spring)
    if args.mode == "flow":
        # Those that `run` with the same seed does not send.
        others = spring[10_000:]
        while True:
            for flight in others:
                yield [flight]
    elif args.mode == "score":
        summer = [f for f in flights if f["month"] == "7"]
        random.Random(args.seed).shuffle(summer)
        summer = summer[:args.count]
        for i in range(0, len(summer), args.batch):
            yield summer[i:i + args.batch]
    else:
        sample = spring[:args.count]
        for flight in sorted(sample, key=lambda f: f["id"][:10]) if args.chronological else sample:
            yield [flight]


def arguments():
    """Parses the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["run", "flow", "score"])
    parser.add_argument("--url", required=True, help="the model: http://host[:port]/v2/models/NAME")
    parser.add_argument("--data", default="/data/replay.csv.gz")
    parser.add_argument("--count", type=int, help="flights to send (run: 10000, score: all)")
    parser.add_argument("--rate", type=float, help="requests per second (run: 60, flow: 10, score: 20)")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--batch", type=int, default=500, help="rows of a request in mode score")
    parser.add_argument("--label-delay", type=float, default=3, help="seconds between answer and label in mode run")
    parser.add_argument("--chronological", action="store_true", help="in the order of departure, not shuffled")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--timeout", type=float, default=30, help="seconds until a request counts as failed")
    parser.add_argument("--report", type=float, default=5, help="seconds between lines of progress")
    args = parser.parse_args()
    args.labels = args.mode == "run"
    args.count = args.count or (10_000 if args.mode == "run" else None)
    args.rate = args.rate or {"run": 60.0, "flow": 10.0, "score": 20.0}[args.mode]
    return args


def main():
    args = arguments()
    summary = Replay(args).run(chosen(args))
    print(json.dumps(summary), flush=True)
    raise SystemExit(1 if summary["failed"] or summary["failedLabels"] or not summary["requests"] else 0)


if __name__ == "__main__":
    main()
