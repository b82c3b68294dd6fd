{{/* One of our services as a Deployment. Takes a dict: root, name, module, values, env (list), ports (list), health (port of the actuator). */}}
{{- define "quarterdeck.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
  labels: {{- include "quarterdeck.labels" . | nindent 4 }}
spec:
  replicas: {{ .values.replicas }}
  selector:
    matchLabels: {{- include "quarterdeck.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "quarterdeck.labels" . | nindent 8 }}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: {{ .health | quote }}
        prometheus.io/path: /actuator/prometheus
    spec:
      terminationGracePeriodSeconds: 45
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
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
            - {name: MANAGEMENT_SERVER_PORT, value: {{ .health | quote }}}
            - {name: MANAGEMENT_SERVER_ADDRESS, value: "0.0.0.0"}
            - {name: QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS, value: {{ .root.Values.kafka.bootstrapServers | quote }}}
            {{- toYaml .env | nindent 12 }}
          {{- with .root.Values.kafka.existingSecret }}
          # Keys of the Secret are settings: QUARTERDECK_KAFKA_PROPERTIES_SECURITY_PROTOCOL, ..._SASL_JAAS_CONFIG.
          envFrom:
            - secretRef: {name: {{ . }}}
          {{- end }}
          ports:
            - {name: health, containerPort: {{ .health }}}
            {{- toYaml .ports | nindent 12 }}
          startupProbe:
            httpGet: {path: /actuator/health/liveness, port: health}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /actuator/health/liveness, port: health}
            periodSeconds: 10
          readinessProbe:
            httpGet: {path: /actuator/health/readiness, port: health}
            periodSeconds: 5
          resources: {{- toYaml .values.resources | nindent 12 }}
          volumeMounts:
            - {name: pki, mountPath: /etc/quarterdeck/pki, readOnly: true}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: pki
          secret: {secretName: {{ .root.Values.pki.existingSecret }}, defaultMode: 0440}
        - name: tmp
          emptyDir: {}
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
  name: {{ .root.Release.Name }}-{{ .name }}
  labels: {{- include "quarterdeck.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "quarterdeck.selector" . | nindent 6 }}
{{- end }}

{{- define "quarterdeck.apiEnv" -}}
- {name: QUARTERDECK_API_URL, value: "https://{{ .root.Release.Name }}-gateway:{{ .root.Values.gateway.service.port }}"}
- {name: QUARTERDECK_API_CA_FILE, value: /etc/quarterdeck/pki/ca.crt}
- {name: QUARTERDECK_API_CERT_FILE, value: /etc/quarterdeck/pki/{{ .certificate }}.crt}
- {name: QUARTERDECK_API_KEY_FILE, value: /etc/quarterdeck/pki/{{ .certificate }}.key}
{{- end }}
