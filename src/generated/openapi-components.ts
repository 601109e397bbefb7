// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** The `components.schemas` of the OpenAPI 3.1 document, by their names in the contract. */
export const OPENAPI_SCHEMAS = {
  "IngestEventInput": {
    "type": "object",
    "description": "One raw signal. It needs an external id or a title.",
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
        "description": "Your system's unique identifier of this event, compared byte for byte. With `source` it is the key: the\nsame pair updates the existing issue. Without one an id is minted, and nothing is ever deduplicated onto\nit.",
        "maxLength": 512
      },
      "source": {
        "type": [
          "string",
          "null"
        ],
        "description": "The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept; so is\nan absent one."
      },
      "title": {
        "type": [
          "string",
          "null"
        ],
        "description": "Short description of the issue. A new issue without one takes its external id, cut to what a title may\nhave.",
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, plain text or Markdown.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one\nhas `p3`.",
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
        "description": "Team or squad responsible.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link back to the issue in the source system.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was created in the source system, with milliseconds at most.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was last updated in the source system. A record older than what is stored changes nothing.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "A connector of the workspace that the issue belongs to."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Free-form key/value pairs, stored and returned as sent.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "IngestRecordInput": {
    "type": "object",
    "description": "One record of a batch.",
    "required": [
      "external_id",
      "source",
      "title"
    ],
    "properties": {
      "external_id": {
        "type": "string",
        "description": "Your system's unique identifier, compared byte for byte. With `source` it is the key: the same pair\nupdates the existing issue.",
        "minLength": 1,
        "maxLength": 512
      },
      "source": {
        "type": "string",
        "description": "The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept.",
        "minLength": 1
      },
      "title": {
        "type": "string",
        "description": "Short description of the issue.",
        "minLength": 1,
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, plain text or Markdown.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one\nhas `p3`.",
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
        "description": "Team or squad responsible.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link back to the issue in the source system.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was created in the source system, with milliseconds at most.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was last updated in the source system. A record older than what is stored changes nothing.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "A connector of the workspace that the issue belongs to."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Free-form key/value pairs, stored and returned as sent.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "SourceIssueInput": {
    "type": "object",
    "description": "One issue pushed by the path of its source, which decides the forms of its id and its severities.",
    "required": [
      "external_id",
      "title"
    ],
    "properties": {
      "external_id": {
        "type": "string",
        "description": "The source's identifier of the issue, in one of the forms that this source uses, compared byte for byte.\nWith the source it is the key: the same pair updates the existing issue.",
        "minLength": 1,
        "maxLength": 512
      },
      "source": {
        "type": [
          "string",
          "null"
        ],
        "description": "Absent, or the same source as in the path."
      },
      "title": {
        "type": "string",
        "description": "Short description of the issue.",
        "minLength": 1,
        "maxLength": 300
      },
      "body": {
        "type": [
          "string",
          "null"
        ],
        "description": "Full description or error detail, plain text or Markdown.",
        "maxLength": 1048576,
        "x-max-bytes": 1048576
      },
      "severity": {
        "type": [
          "string",
          "null"
        ],
        "description": "Priority: `p1` to `p4`, or a name of the source's own scale such as `Highest`, `1 - Critical` or `urgent`,\nin any case. A new issue without one has `p3`.",
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
        "description": "Team or squad responsible.",
        "maxLength": 200
      },
      "external_url": {
        "type": [
          "string",
          "null"
        ],
        "description": "Link back to the issue in the source system.",
        "maxLength": 2048,
        "format": "uri"
      },
      "source_created_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was created in the source system, with milliseconds at most.",
        "format": "date-time"
      },
      "source_updated_at": {
        "type": [
          "string",
          "null"
        ],
        "description": "When the issue was last updated in the source system. A record older than what is stored changes nothing.",
        "format": "date-time"
      },
      "connector_id": {
        "type": [
          "string",
          "null"
        ],
        "description": "A connector of the workspace that the issue belongs to."
      },
      "metadata": {
        "type": [
          "object",
          "null"
        ],
        "description": "Free-form key/value pairs, stored and returned as sent.",
        "x-max-bytes": 65536,
        "x-max-depth": 20,
        "additionalProperties": true
      }
    }
  },
  "Source": {
    "type": "string",
    "description": "The systems whose signals are understood. In REST the values are lower case.\n\n* `jira`: Atlassian Jira.\n* `servicenow`: ServiceNow.\n* `github`: GitHub.\n* `pagerduty`: PagerDuty.\n* `opsgenie`: Opsgenie.\n* `linear`: Linear.\n* `zendesk`: Zendesk.\n* `slack`: Slack.\n* `email`: E-mail.\n* `database`: A database.\n* `custom_api`: Anything else.",
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
    "description": "The sources that have a path of their own, with rules for their ids and severities.\n\n* `jira`: Atlassian Jira.\n* `servicenow`: ServiceNow.\n* `github`: GitHub.\n* `pagerduty`: PagerDuty.\n* `opsgenie`: Opsgenie.\n* `linear`: Linear.\n* `zendesk`: Zendesk.\n* `custom_api`: Anything else.",
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
    "description": "How urgent an issue is.\n\n* `p1`: Critical.\n* `p2`: High.\n* `p3`: Medium; what an issue has when nobody said otherwise.\n* `p4`: Low.",
    "enum": [
      "p1",
      "p2",
      "p3",
      "p4"
    ]
  },
  "JobStatus": {
    "type": "string",
    "description": "The state of a job. The last three are terminal and never change.\n\n* `pending`: Stored, not begun.\n* `running`: Being processed.\n* `succeeded`: Every record was persisted and processed.\n* `partial`: Some records were persisted, some were rejected or failed later.\n* `failed`: No record was persisted, or the job itself failed after its attempts.",
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
    "description": "What became of one accepted or rejected record.\n\n* `created`: A new issue was made.\n* `updated`: An existing issue was changed.\n* `unchanged`: The issue already said the same.\n* `stale`: The record is older than what is stored and changed nothing.\n* `rejected`: The record was not taken.",
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
    "description": "Why a record was not taken.\n\n* `missing_field`: A required field is absent, blank or null.\n* `too_long`: A text has too many characters or bytes.\n* `invalid_type`: A value has the wrong JSON type.\n* `invalid_enum`: A value is none of the allowed ones.\n* `invalid_format`: A text does not look as it has to, or contains NUL or unpaired surrogates.\n* `invalid_timestamp`: A text is no RFC 3339 date and time with an offset.\n* `unknown_connector`: The workspace has no such connector.\n* `too_large`: A JSON object has too many bytes or levels.",
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
    "description": "A record that was not taken, and its first fault.",
    "required": [
      "index",
      "code",
      "message"
    ],
    "properties": {
      "index": {
        "type": "integer",
        "minimum": 0,
        "description": "Position of the record in the request, from 0."
      },
      "code": {
        "type": "string",
        "description": "Always `processing_error`."
      },
      "message": {
        "type": "string",
        "description": "What is wrong and what to do, never repeating the rejected value."
      }
    }
  },
  "RecordOutcome": {
    "type": "object",
    "description": "What became of one record.",
    "required": [
      "index",
      "outcome"
    ],
    "properties": {
      "index": {
        "type": "integer",
        "minimum": 0,
        "description": "Position of the record in the request, from 0."
      },
      "outcome": {
        "$ref": "#/components/schemas/Outcome",
        "description": "What became of it."
      },
      "issue_id": {
        "type": "string",
        "description": "The issue that it made or updated; null when it was rejected."
      },
      "field": {
        "type": "string",
        "description": "The field at fault, in the caller's dialect; null when the record itself is."
      },
      "reason": {
        "$ref": "#/components/schemas/RejectionReason",
        "description": "The kind of the fault."
      },
      "errors": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/FieldError"
        },
        "description": "All faults of a rejected record that has several."
      }
    }
  },
  "FieldError": {
    "type": "object",
    "description": "One thing that is wrong with one field.",
    "required": [
      "field",
      "message",
      "reason"
    ],
    "properties": {
      "field": {
        "type": "string",
        "description": "The field at fault, in the caller's dialect; null when the record itself is."
      },
      "message": {
        "type": "string",
        "description": "What is wrong and what to do, never repeating the rejected value."
      },
      "reason": {
        "$ref": "#/components/schemas/RejectionReason",
        "description": "The kind of the fault."
      }
    }
  },
  "IngestEventPayload": {
    "type": "object",
    "description": "The answer to a single event or source push.",
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
        "description": "How many records were accepted: 1 or 0."
      },
      "rejected": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RejectedRecord"
        },
        "description": "The record that was not taken, if so."
      },
      "issue_id": {
        "type": "string",
        "description": "The issue that was made or updated; null when the record was rejected."
      },
      "job_id": {
        "type": "string",
        "description": "The job that processes it; null when the record was rejected."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "What became of each record, in input order."
      }
    }
  },
  "IngestBatchPayload": {
    "type": "object",
    "description": "The answer to a batch. Records are independent: a rejected one does not affect the others.",
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
        "description": "How many records were accepted."
      },
      "rejected": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RejectedRecord"
        },
        "description": "The records that were not taken."
      },
      "job_id": {
        "type": "string",
        "description": "The job that processes them."
      },
      "issue_ids": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "The issues of the accepted records in input order; a repeated key repeats its id."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "What became of each record, in input order."
      }
    }
  },
  "IngestJobResult": {
    "type": "object",
    "description": "How many records were accepted and rejected.",
    "required": [
      "accepted",
      "rejected_count",
      "total"
    ],
    "properties": {
      "accepted": {
        "type": "integer",
        "minimum": 0,
        "description": "Records that were accepted."
      },
      "rejected_count": {
        "type": "integer",
        "minimum": 0,
        "description": "Records that were rejected."
      },
      "total": {
        "type": "integer",
        "minimum": 0,
        "description": "Records in the request."
      }
    }
  },
  "IngestJob": {
    "type": "object",
    "description": "The processing of what one request ingested. It is readable as soon as the request is answered.",
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
        "description": "Identifier, `ing_job_…`."
      },
      "status": {
        "$ref": "#/components/schemas/JobStatus",
        "description": "Its state."
      },
      "progress": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "How much is done, from 0.0 to 1.0; never falls, 1.0 in every terminal state."
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
        "description": "Null before a terminal state."
      },
      "created_at": {
        "type": "string",
        "format": "date-time",
        "description": "When the request was accepted."
      },
      "finished_at": {
        "type": [
          "string",
          "null"
        ],
        "format": "date-time",
        "description": "When it reached a terminal state; null before."
      },
      "records": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/RecordOutcome"
        },
        "description": "What became of each record, in input order."
      }
    }
  }
};
