// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The `components.schemas` of the OpenAPI 3.1 document, by their names in the contract. */
export const OPENAPI_SCHEMAS = {
  "IngestEventInput": {
    "type": "object",
    "description": "A single event. It needs an `external_id` or a `title`. Blank texts count as absent, except in `body`.",
    "anyOf": [
      {
        "required": [
          "external_id"
        ]
      },
      {
        "required": [
          "title"
        ]
      }
    ],
    "properties": {
      "external_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `external_id` and `source`\nupdates the existing issue. If absent, an identifier starting with `evt_` is generated and a new issue is always created.",
        "maxLength": 512
      },
      "source": {
        "type": [
          "string",
          "null"
        ],
        "description": "Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `source_raw`.\nIf absent, it is `custom_api`."
      },
      "title": {
        "type": [
          "string",
          "null"
        ],
        "description": "Short description of the issue, 1 to 300 characters. If absent, a new issue gets its `external_id` as title, shortened to\n300 characters, and a known one keeps its title.",
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known\none keeps its severity. Null sets `p3`.",
        "enum": [
          "p1",
          "p2",
          "p3",
          "p4",
          null
        ]
      },
      "team": {
        "type": [
          "string",
          "null"
        ],
        "description": "Team or squad that is responsible for the issue, at most 200 characters. Null clears it.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "IngestRecordInput": {
    "type": "object",
    "description": "One record of a batch. Blank texts count as absent, except in `body`.",
    "required": [
      "external_id",
      "source",
      "title"
    ],
    "properties": {
      "external_id": {
        "type": "string",
        "description": "Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `external_id` and `source`\nupdates the existing issue.",
        "minLength": 1,
        "maxLength": 512
      },
      "source": {
        "type": "string",
        "description": "Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `source_raw`.",
        "minLength": 1
      },
      "title": {
        "type": "string",
        "description": "Short description of the issue, 1 to 300 characters.",
        "minLength": 1,
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known\none keeps its severity. Null sets `p3`.",
        "enum": [
          "p1",
          "p2",
          "p3",
          "p4",
          null
        ]
      },
      "team": {
        "type": [
          "string",
          "null"
        ],
        "description": "Team or squad that is responsible for the issue, at most 200 characters. Null clears it.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "SourceIssueInput": {
    "type": "object",
    "description": "One issue, pushed under the rules of its source. Blank texts count as absent, except in `body`.",
    "required": [
      "external_id",
      "title"
    ],
    "properties": {
      "external_id": {
        "type": "string",
        "description": "The source's identifier of the issue, at most 512 characters, such as `PLAT-123` for Jira. It must have one of the forms that\nthe source uses. A push with a known `external_id` updates the existing issue.",
        "minLength": 1,
        "maxLength": 512
      },
      "source": {
        "type": [
          "string",
          "null"
        ],
        "description": "Can be omitted. If present, it must name the source to which the issue is pushed, in any case."
      },
      "title": {
        "type": "string",
        "description": "Short description of the issue, 1 to 300 characters.",
        "minLength": 1,
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` to `p4`, or a name from the source's own scale, such as `Highest` (Jira), `1 - Critical` (ServiceNow) or\n`urgent` (Zendesk), in any case. If absent, a new issue has `p3` and a known one keeps its severity. Null sets `p3`.",
        "examples": [
          "p1",
          "p2",
          "p3",
          "p4"
        ]
      },
      "team": {
        "type": [
          "string",
          "null"
        ],
        "description": "Team or squad that is responsible for the issue, at most 200 characters. Null clears it.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "Source": {
    "type": "string",
    "description": "System that reports issues. In REST, values are lower case.\n\n* `jira`: Atlassian Jira.\n* `servicenow`: ServiceNow.\n* `github`: GitHub.\n* `pagerduty`: PagerDuty.\n* `opsgenie`: Opsgenie.\n* `linear`: Linear.\n* `zendesk`: Zendesk.\n* `slack`: Slack.\n* `email`: Email.\n* `database`: Database alerts.\n* `custom_api`: Any other system.",
    "enum": [
      "jira",
      "servicenow",
      "github",
      "pagerduty",
      "opsgenie",
      "linear",
      "zendesk",
      "slack",
      "email",
      "database",
      "custom_api"
    ]
  },
  "SourcePath": {
    "type": "string",
    "description": "Source with its own push endpoint, which checks identifiers and understands severities in the source's own forms.\n\n* `jira`: Atlassian Jira.\n* `servicenow`: ServiceNow.\n* `github`: GitHub.\n* `pagerduty`: PagerDuty.\n* `opsgenie`: Opsgenie.\n* `linear`: Linear.\n* `zendesk`: Zendesk.\n* `custom_api`: Any other system.",
    "enum": [
      "jira",
      "servicenow",
      "github",
      "pagerduty",
      "opsgenie",
      "linear",
      "zendesk",
      "custom_api"
    ]
  },
  "Severity": {
    "type": "string",
    "description": "Priority of an issue.\n\n* `p1`: Critical.\n* `p2`: High.\n* `p3`: Medium. The default for new issues.\n* `p4`: Low.",
    "enum": [
      "p1",
      "p2",
      "p3",
      "p4"
    ]
  },
  "JobStatus": {
    "type": "string",
    "description": "Status of a job. `succeeded`, `partial` and `failed` are terminal and never change.\n\n* `pending`: Stored and waiting to be processed.\n* `running`: Being processed.\n* `succeeded`: Every record was stored and processed.\n* `partial`: Some records were stored; others were rejected or failed during processing.\n* `failed`: No record was stored, or processing failed after all attempts.",
    "enum": [
      "pending",
      "running",
      "succeeded",
      "partial",
      "failed"
    ]
  },
  "Outcome": {
    "type": "string",
    "description": "Effect of one record.\n\n* `created`: A new issue was created.\n* `updated`: An existing issue was changed.\n* `unchanged`: The existing issue already had the same content. The record was counted.\n* `stale`: The record is older than the existing issue. It was counted but changed nothing else.\n* `rejected`: The record is invalid and was not stored.",
    "enum": [
      "created",
      "updated",
      "unchanged",
      "stale",
      "rejected"
    ]
  },
  "RejectionReason": {
    "type": "string",
    "description": "Reason why a record was rejected.\n\n* `missing_field`: A required field is absent, null or blank.\n* `too_long`: A text exceeds its maximum length.\n* `invalid_type`: A value has the wrong JSON type.\n* `invalid_enum`: A value is not one of the allowed values.\n* `invalid_format`: A text does not have the required form, or contains NUL characters or unpaired surrogates.\n* `invalid_timestamp`: A text is not an RFC 3339 date and time with an offset.\n* `unknown_connector`: The workspace has no connector with this identifier.\n* `too_large`: A JSON object exceeds its maximum size or depth.",
    "enum": [
      "missing_field",
      "too_long",
      "invalid_type",
      "invalid_enum",
      "invalid_format",
      "invalid_timestamp",
      "unknown_connector",
      "too_large"
    ]
  },
  "RejectedRecord": {
    "type": "object",
    "description": "A rejected record and its first fault.",
    "required": [
      "index",
      "code",
      "message"
    ],
    "properties": {
      "index": {
        "type": "integer",
        "minimum": 0,
        "description": "Position of the record in the request, starting at 0."
      },
      "code": {
        "type": "string",
        "description": "Machine-readable error code. Always `processing_error`."
      },
      "message": {
        "type": "string",
        "description": "Description of the fault and of the accepted form, such as `title is required`. It never contains the rejected value."
      }
    }
  },
  "RecordOutcome": {
    "type": "object",
    "description": "Outcome of one record.",
    "required": [
      "index",
      "outcome"
    ],
    "properties": {
      "index": {
        "type": "integer",
        "minimum": 0,
        "description": "Position of the record in the request, starting at 0."
      },
      "outcome": {
        "$ref": "#/components/schemas/Outcome",
        "description": "Effect of the record."
      },
      "issue_id": {
        "type": "string",
        "description": "Identifier of the issue that the record created or updated. Absent if the record was rejected."
      },
      "field": {
        "type": "string",
        "description": "Name of the first invalid field. Absent if the record itself is not a JSON object."
      },
      "reason": {
        "$ref": "#/components/schemas/RejectionReason",
        "description": "Reason for the rejection. Present only if the record was rejected."
      },
      "errors": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/FieldError"
        },
        "description": "All faults of a rejected record. Present only if it has several."
      }
    }
  },
  "FieldError": {
    "type": "object",
    "description": "A fault of one field.",
    "required": [
      "field",
      "message",
      "reason"
    ],
    "properties": {
      "field": {
        "type": [
          "string",
          "null"
        ],
        "description": "Name of the invalid field. Null if the record itself is not a JSON object."
      },
      "message": {
        "type": "string",
        "description": "Description of the fault and of the accepted form, such as `title is required`. It never contains the rejected value."
      },
      "reason": {
        "$ref": "#/components/schemas/RejectionReason",
        "description": "Reason for the rejection."
      }
    }
  },
  "IngestEventPayload": {
    "type": "object",
    "description": "Result of pushing a single event or a source-specific issue.",
    "required": [
      "accepted",
      "rejected",
      "issue_id",
      "job_id"
    ],
    "properties": {
      "accepted": {
        "type": "integer",
        "minimum": 0,
        "description": "Number of accepted records. Always 1: an invalid record is answered with an error."
      },
      "rejected": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RejectedRecord"
        },
        "description": "Always empty."
      },
      "issue_id": {
        "type": "string",
        "description": "Identifier of the issue that was created or updated."
      },
      "job_id": {
        "type": "string",
        "description": "Identifier of the job that processes the record."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "Outcome of each record, in the order of the request. Present only if requested."
      }
    }
  },
  "IngestBatchPayload": {
    "type": "object",
    "description": "Result of pushing a batch. Each record is processed independently: a rejected one does not affect the others.",
    "required": [
      "accepted",
      "rejected",
      "job_id",
      "issue_ids"
    ],
    "properties": {
      "accepted": {
        "type": "integer",
        "minimum": 0,
        "description": "Number of accepted records."
      },
      "rejected": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RejectedRecord"
        },
        "description": "Rejected records, each with its first fault."
      },
      "job_id": {
        "type": "string",
        "description": "Identifier of the job that processes the accepted records."
      },
      "issue_ids": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Identifiers of the issues of the accepted records, in the order of the request. Records of the same issue repeat its\nidentifier."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "Outcome of each record, in the order of the request. Present only if requested."
      }
    }
  },
  "IngestJobResult": {
    "type": "object",
    "description": "Numbers of accepted and rejected records.",
    "required": [
      "accepted",
      "rejected_count",
      "total"
    ],
    "properties": {
      "accepted": {
        "type": "integer",
        "minimum": 0,
        "description": "Number of accepted records. Known from the start."
      },
      "rejected_count": {
        "type": "integer",
        "minimum": 0,
        "description": "Number of rejected records. Known from the start."
      },
      "total": {
        "type": "integer",
        "minimum": 0,
        "description": "Number of records in the request. Known from the start."
      }
    }
  },
  "IngestJob": {
    "type": "object",
    "description": "Processing of the records of one request. A job can be read as soon as the request is answered and is kept for 30 days\nunless the server is configured otherwise.",
    "required": [
      "job_id",
      "status",
      "progress",
      "result",
      "created_at",
      "finished_at"
    ],
    "properties": {
      "job_id": {
        "type": "string",
        "description": "Unique identifier of the job, starting with `ing_job_`."
      },
      "status": {
        "$ref": "#/components/schemas/JobStatus",
        "description": "Status of the job."
      },
      "progress": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "Completed share of the work, from 0.0 to 1.0. It never decreases and is 1.0 in every terminal status."
      },
      "result": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/IngestJobResult"
          },
          {
            "type": "null"
          }
        ],
        "description": "Numbers of accepted and rejected records. Null until the job is terminal."
      },
      "created_at": {
        "type": "string",
        "format": "date-time",
        "description": "Time at which the request was accepted."
      },
      "finished_at": {
        "type": [
          "string",
          "null"
        ],
        "format": "date-time",
        "description": "Time at which the job reached a terminal status. Null until then."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "Outcome of each record, in the order of the request. Present only if requested."
      }
    }
  }
};
