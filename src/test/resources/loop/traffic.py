"""The other side of a model's life: clients that ask it, and somebody who is told of alerts.

  traffic.py ask      requests for one case after the other through a Service, until SIGTERM; half of the connections are
                      kept, half are made anew for each request, and none is tried again
  traffic.py receive  takes webhooks on port 8080 and prints each one's body as a line

Only the standard library is needed. The last line of `ask` is a JSON summary.
"""

import argparse
import csv
import http.client
import http.server
import json
import random
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

KEY, LABEL = "case_id", "malignant"


class Asking:
    """Sends cases at a steady rate over some connections, and their labels each second."""

    def __init__(self, args):
        self.args, self.url = args, urlsplit(args.url)
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.sent = self.labelled = 0
        self.failures, self.slowest, self.labels = [], 0.0, []
        with open(args.cases, newline="") as file:
            self.cases = list(csv.DictReader(file))
        random.Random(7).shuffle(self.cases)
        self.column, _, by = args.shift.partition("=")
        self.by = float(by or 0)

    def run(self):
        """Asks until SIGTERM; returns the summary."""
        signal.signal(signal.SIGTERM, lambda *_: self.stop.set())
        self.wait()
        threads = [threading.Thread(target=self.ask, args=(i,)) for i in range(self.args.connections)]
        threads.append(threading.Thread(target=self.tell))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"requests": self.sent, "failed": len(self.failures), "failures": self.failures[:20],
                "labels": self.labelled, "slowestSeconds": round(self.slowest, 3)}

    def wait(self):
        """A node needs a moment to know of a new Service: only what comes after the first answer counts."""
        end = time.monotonic() + 30
        while not self.stop.wait(0.1):
            try:
                connection = self.connect()
                connection.request("GET", self.url.path + "/ready")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                if time.monotonic() > end:
                    raise
            finally:
                connection.close()

    def ask(self, worker):
        """Every connections-th request, at its time."""
        start, number, connection, kept = time.monotonic(), worker, None, worker % 2 == 0
        while not self.stop.wait(max(0.0, start + number / self.args.rate - time.monotonic())):
            case = self.cases[number % len(self.cases)]
            name, begin, fault = f"{self.args.prefix}-{number}", time.monotonic(), None
            try:
                connection = connection or self.connect()
                status, text = self.post(connection, "/infer", self.body(name, case))
                if status != 200 or json.loads(text)["id"] != name:
                    fault = f"{status} {text[:200]}"
            except (OSError, http.client.HTTPException, ValueError, KeyError) as e:
                fault = repr(e)
            with self.lock:
                self.sent += 1
                self.slowest = max(self.slowest, time.monotonic() - begin)
                if fault:
                    self.failed(f"{name}, {'kept' if kept else 'new'} connection: {fault}")
                elif self.args.labels != "none":
                    label = int(case[LABEL])
                    self.labels.append({"id": name, "label": 1 - label if self.args.labels == "flipped" else label})
            if fault or not kept:
                connection = connection and connection.close()
            number += self.args.connections

    def tell(self):
        """Sends the labels of what was answered; once more at the end."""
        last = False
        while not last:
            last = self.stop.wait(1.0)
            with self.lock:
                labels, self.labels = self.labels, []
            if not labels:
                continue
            try:
                connection = self.connect()
                status, text = self.post(connection, "/feedback", labels)
                connection.close()
                fault = None if status == 202 else f"{status} {text[:200]}"
            except (OSError, http.client.HTTPException) as e:
                fault = repr(e)
            with self.lock:
                if fault:
                    self.failed(f"{len(labels)} labels: {fault}")
                else:
                    self.labelled += len(labels)

    def failed(self, what):
        """Remembers and shows a failure."""
        self.failures.append(time.strftime("%H:%M:%S ", time.gmtime()) + what)
        print(self.failures[-1], flush=True)

    def connect(self):
        return http.client.HTTPConnection(self.url.hostname, self.url.port or 80, timeout=30)

    def post(self, connection, path, body):
        """Posts JSON; returns (status, text). A connection that the server closes opens again with the next request."""
        connection.request("POST", self.url.path + path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read().decode()

    def body(self, name, case):
        """The request for one case."""
        def tensor(column):
            value = float(case[column]) + (self.by if column == self.column else 0)
            return {"name": column, "shape": [1, 1], "datatype": "FP64", "data": [value]}

        return {"id": name, "parameters": {"content_type": "pd"},
                "inputs": [tensor(column) for column in case if column not in (KEY, LABEL)],
                "outputs": [{"name": "predict"}, {"name": "predict_proba"}]}


class Receiver(http.server.BaseHTTPRequestHandler):
    """Prints what it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sys.stdout.write(body + "\n")   # at once, though others write at the same time
        sys.stdout.flush()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["ask", "receive"])
    parser.add_argument("--url", help="the model: http://host[:port]/v2/models/NAME")
    parser.add_argument("--cases", default="/cases/cases.csv")
    parser.add_argument("--rate", type=float, default=15, help="requests per second")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--prefix", default="r", help="of the requests' ids")
    parser.add_argument("--shift", default="", help="COLUMN=BY: what is added to a column")
    parser.add_argument("--labels", choices=["none", "true", "flipped"], default="none")
    args = parser.parse_args()
    if args.mode == "receive":
        http.server.ThreadingHTTPServer(("", 8080), Receiver).serve_forever()
    else:
        print(json.dumps(Asking(args).run()), flush=True)


if __name__ == "__main__":
    main()
