{{/* The name that everything of a release carries. */}}
{{- define "slipway.name" -}}
{{- if contains "slipway" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-slipway" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* The name of what is the cluster's: of releases that watch some namespaces there may be several, also of one name. */}}
{{- define "slipway.clusterName" -}}
{{- include "slipway.name" . }}{{ if .Values.watchNamespaces }}-{{ .Release.Namespace }}{{ end }}
{{- end }}

{{- define "slipway.labels" -}}
app.kubernetes.io/name: slipway
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: operator
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "slipway.selector" -}}
app.kubernetes.io/name: slipway
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{/* The rules of all engines: those that come with the chart by their names, and own ones. */}}
{{- define "slipway.engines" -}}
{{- $all := list }}
{{- range .Values.engines }}
{{- if kindIs "string" . }}
{{- $file := printf "files/engines/%s.yaml" . }}
{{- $text := $.Files.Get $file }}
{{- if not $text }}{{ fail (printf "engines: the chart has no rules of the name %s; write them out, or leave it out" .) }}{{ end }}
{{- $all = append $all ($text | fromYaml) }}
{{- else }}
{{- $all = append $all . }}
{{- end }}
{{- end }}
{{- toYaml $all }}
{{- end }}

{{/*
Everything that the operator may do to the objects of its users. No Secrets, no ConfigMaps, no exec;
of its own kinds it writes the status only, and creates ModelVersions.
*/}}
{{- define "slipway.rules" -}}
- apiGroups: [slipway.dev]
  resources: [datasets, trainingjobs, modelversions, deployments, monitors]
  verbs: [get, list, watch]
- apiGroups: [slipway.dev]
  resources: [datasets/status, trainingjobs/status, modelversions/status, deployments/status, monitors/status]
  verbs: [patch]
- apiGroups: [slipway.dev]
  resources: [modelversions]
  verbs: [create]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
{{- range include "slipway.engines" . | fromYamlArray }}
{{- $group := splitList "/" .apiVersion | first }}
{{- if ne (printf "%s/%s" $group .plural) "batch/jobs" }}
- apiGroups: [{{ $group }}]
  resources: [{{ .plural }}]
  verbs: [get, list, watch, create, delete]
{{- end }}
{{- end }}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [create]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
- apiGroups: [""]
  resources: [events]
  verbs: [list, watch]
{{- if .Values.queue.kueue.enabled }}
- apiGroups: [kueue.x-k8s.io]
  resources: [workloads]
  verbs: [get, list, watch]
{{- end }}
{{- end }}
