# Included by the top-level Makefile: the test cluster (docs/development.md, "The test cluster").
CLUSTER := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

.PHONY: cluster cluster-down cluster-status control-plane control-plane-down

cluster: ## start the test cluster: a real Kubernetes on this machine (NODES=3 for several nodes)
	@$(CLUSTER)/cluster up

cluster-down: ## stop the test cluster, and remove every trace of it but the cache
	@$(CLUSTER)/cluster down

cluster-status: ## tell whether the test cluster runs, and where its kubeconfig is
	@$(CLUSTER)/cluster status

control-plane: ## start a control plane without nodes, in seconds
	@$(CLUSTER)/control-plane up

control-plane-down: ## stop that control plane
	@$(CLUSTER)/control-plane down
