"""Fits a small network with PyTorch, data parallel over as many processes as there are.

Each process has its share of the rows; gradients are averaged over all of them (gloo), so the loss is that
of one process with all rows. After each epoch rank 0 leaves a checkpoint, and training goes on from the last
one. Parameters: rows, epochs, rate, seed, pause (seconds between epochs, to look on).
"""

import json
import os
import time

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel


def parameter(name, otherwise):
    return os.environ.get("SLIPWAY_PARAM_" + name.upper(), otherwise)


def rows(count, seed):
    """A curve with noise, the same in every process."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.rand(count, 4, generator=generator, dtype=torch.float64)
    noise = torch.randn(count, generator=generator, dtype=torch.float64)
    y = torch.sin(6 * x[:, 0]) + x[:, 1] * x[:, 2] - x[:, 3] ** 2 + 0.05 * noise
    return x, y.unsqueeze(1)


def save(state, folder):
    """Under a name that is not looked at, and renamed when it is whole."""
    path = os.path.join(folder, "state.pt")
    torch.save(state, path + ".tmp")
    os.rename(path + ".tmp", path)


def report(**values):
    with open(os.environ["SLIPWAY_METRICS"], "a") as metrics:
        for name, value in values.items():
            line = {"progress": value} if name == "progress" else {"name": name, "value": value}
            metrics.write(json.dumps(line) + "\n")


def main():
    distributed.init_process_group("gloo")
    rank, world = distributed.get_rank(), distributed.get_world_size()
    seed, epochs = int(parameter("seed", "1")), int(parameter("epochs", "20"))
    x, y = rows(int(parameter("rows", "1200")), seed)
    mine = slice(rank, None, world)

    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1)
    ).double()
    model = DistributedDataParallel(network)
    optimizer = torch.optim.Adam(network.parameters(), lr=float(parameter("rate", "0.05")))

    begun = 0
    last = os.path.join(os.environ.get("SLIPWAY_RESUME_FROM", "/nonexistent"), "state.pt")
    if os.path.exists(last):
        state = torch.load(last)
        begun = state["epoch"]
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        print(f"rank {rank} of {world} goes on after epoch {begun}")

    for epoch in range(begun, epochs):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x[mine]), y[mine])
        loss.backward()
        optimizer.step()
        distributed.all_reduce(loss.detach_())
        if rank == 0:
            mean = loss.item() / world
            print(f"epoch {epoch + 1}: loss {mean:.9f}")
            report(loss=mean, progress=(epoch + 1) / epochs)
            if "SLIPWAY_CHECKPOINT" in os.environ:
                state = {
                    "epoch": epoch + 1,
                    "network": network.state_dict(),
                    "optimizer": optimizer.state_dict(),
                }
                save(state, os.environ["SLIPWAY_CHECKPOINT"])
        time.sleep(float(parameter("pause", "0")))

    if rank == 0:
        report(processes=world, resumed_after=begun)
        torch.save(network.state_dict(), os.path.join(os.environ["SLIPWAY_MODEL"], "model.pt"))
    distributed.destroy_process_group()


main()
