module slipway.dev/cluster/runtime

go 1.23
