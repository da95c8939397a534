module slipway.dev/cluster/programs

go 1.23
