{{/*
One of our services as a Deployment. Takes a dict:
  root     the chart's own dot
  name     of the service in this chart, also of its values
  module   of the repository: the image's name ends with it
  health   port of the actuator
  ports    the service's own ports by name
  files    of the PKI Secret that this service may see
  env      name of the template with the service's own environment; it is given this dict
*/}}
{{- define "quarterdeck.deployment" -}}
{{- $values := index .root.Values .name -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "quarterdeck.name" . }}
  labels: {{- include "quarterdeck.labels" . | nindent 4 }}
spec:
  replicas: {{ $values.replicas }}
  selector:
    matchLabels: {{- include "quarterdeck.selector" . | nindent 6 }}
  strategy:
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  template:
    metadata:
      labels: {{- include "quarterdeck.labels" . | nindent 8 }}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: {{ .health | quote }}
        prometheus.io/path: /actuator/prometheus
    spec:
      terminationGracePeriodSeconds: 45
      # Our services know the surrounding cluster's API not at all, and its service variables would be read as our settings.
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {type: RuntimeDefault}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "quarterdeck.selector" . | nindent 14 }}
      containers:
        - name: {{ .name }}
          image: "{{ .root.Values.image.registry }}/quarterdeck-{{ .module }}:{{ .root.Values.image.tag }}"
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          env:
            - {name: QUARTERDECK_CLUSTER_NAME, value: {{ .root.Values.clusterName | quote }}}
            - {name: QUARTERDECK_FEATURE_GATES, value: {{ .root.Values.featureGates | quote }}}
            - {name: QUARTERDECK_RUNTIME_CONFIG, value: {{ .root.Values.runtimeConfig | quote }}}
            - {name: QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS, value: {{ .root.Values.kafka.bootstrapServers | quote }}}
            {{- include .env . | nindent 12 }}
            {{- range $name, $value := $values.env }}
            {{- /* A large number from a values file would be printed as 8.388608e+06. */}}
            - {name: {{ $name }}, value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}}
            {{- end }}
          {{- with .root.Values.kafka.existingSecret }}
          envFrom:
            - secretRef: {name: {{ . }}}
          {{- end }}
          ports:
            - {name: health, containerPort: {{ .health }}}
            {{- range $name, $port := .ports }}
            - {name: {{ $name }}, containerPort: {{ $port }}}
            {{- end }}
          startupProbe:
            httpGet: {path: /actuator/health/liveness, port: health}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /actuator/health/liveness, port: health}
            periodSeconds: 10
            timeoutSeconds: 5
          readinessProbe:
            httpGet: {path: /actuator/health/readiness, port: health}
            periodSeconds: 5
            timeoutSeconds: 5
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - {name: pki, mountPath: {{ include "quarterdeck.pki" . }}, readOnly: true}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: pki
          secret:
            secretName: {{ .root.Values.pki.existingSecret }}
            defaultMode: 0440
            items:
              {{- range .files }}
              - {key: {{ . }}, path: {{ . }}}
              {{- end }}
        - name: tmp
          emptyDir: {}
{{- end }}

{{- define "quarterdeck.name" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{- define "quarterdeck.pki" -}}
/etc/quarterdeck/pki
{{- end }}

{{- define "quarterdeck.selector" -}}
app.kubernetes.io/name: quarterdeck
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "quarterdeck.labels" -}}
{{ include "quarterdeck.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "quarterdeck.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "quarterdeck.name" . }}
  labels: {{- include "quarterdeck.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "quarterdeck.selector" . | nindent 6 }}
{{- end }}

{{/* What scheduler and controllers need: the gateway, and the actuator as their only web server. Their certificate has their name. */}}
{{- define "quarterdeck.clientEnv" -}}
- {name: QUARTERDECK_API_URL, value: "https://{{ .root.Release.Name }}-gateway:{{ .root.Values.gateway.service.port }}"}
- {name: QUARTERDECK_API_CA_FILE, value: {{ include "quarterdeck.pki" . }}/ca.crt}
- {name: QUARTERDECK_API_CERT_FILE, value: {{ include "quarterdeck.pki" . }}/{{ .name }}.crt}
- {name: QUARTERDECK_API_KEY_FILE, value: {{ include "quarterdeck.pki" . }}/{{ .name }}.key}
- {name: SERVER_ADDRESS, value: "0.0.0.0"}
- {name: SERVER_PORT, value: {{ .health | quote }}}
{{- end }}
