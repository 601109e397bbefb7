// Generated from schema/openapi.yaml by `npm run codegen`. Do not edit.

/** The routes, parameters, headers and responses; without the schemas that are generated from schema/*.graphql. */
export const OPENAPI_DOCUMENT = {
  "openapi": "3.1.0",
  "info": {
    "title": "Causeloop ingestion API",
    "version": "1.0.0",
    "description": "Any system can push raw signals. Each becomes a deduplicated issue. A 202 means that the records are on disk, that the fate of every record can be queried, and that a retry never creates a duplicate.",
    "license": {
      "name": "Apache-2.0",
      "identifier": "Apache-2.0"
    }
  },
  "servers": [
    {
      "url": "./"
    }
  ],
  "tags": [
    {
      "name": "Ingest",
      "description": "Push signals and follow their processing."
    },
    {
      "name": "Webhooks",
      "description": "Receive deliveries from Jira, GitHub, PagerDuty and other sources."
    },
    {
      "name": "Operations",
      "description": "For load balancers, monitoring, and readers of this document."
    }
  ],
  "paths": {
    "/v1/ingest/events": {
      "post": {
        "operationId": "ingestEvent",
        "tags": [
          "Ingest"
        ],
        "summary": "Push one event",
        "description": "Creates an issue, or updates the issue with the same `source` and `external_id`.",
        "security": [
          {
            "token": [
              "ingest:write"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/IdempotencyKey"
          },
          {
            "$ref": "#/components/parameters/Prefer"
          },
          {
            "$ref": "#/components/parameters/ContentEncoding"
          },
          {
            "$ref": "#/components/parameters/RequestId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/IngestEventInput"
              },
              "example": {
                "source": "custom_api",
                "external_id": "DEPLOY-2026-06-14-001",
                "title": "Deployment failed: payment-service v2.3.1",
                "body": "Health check timed out after 30s on 3/5 replicas.",
                "severity": "p1",
                "external_url": "https://ci.example.com/deploys/12345"
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/EventAccepted"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyKeyReuse"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/ingest/batch": {
      "post": {
        "operationId": "ingestBatch",
        "tags": [
          "Ingest"
        ],
        "summary": "Push 1 to 500 records",
        "description": "Each record is validated on its own. The response is 202 even when every record is rejected.",
        "security": [
          {
            "token": [
              "ingest:write"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/IdempotencyKey"
          },
          {
            "$ref": "#/components/parameters/Prefer"
          },
          {
            "$ref": "#/components/parameters/ContentEncoding"
          },
          {
            "$ref": "#/components/parameters/RequestId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/IngestBatchInput"
              },
              "example": {
                "records": [
                  {
                    "external_id": "JIRA-1234",
                    "source": "jira",
                    "title": "API gateway returning 503 on /checkout",
                    "body": "Started after deploy at 14:32 UTC. Affects ~12% of requests.",
                    "severity": "p1",
                    "team": "platform",
                    "source_created_at": "2026-06-14T14:35:00Z"
                  },
                  {
                    "external_id": "JIRA-1235",
                    "source": "jira",
                    "title": "Cart service memory leak under sustained load",
                    "severity": "p2",
                    "team": "backend",
                    "source_created_at": "2026-06-14T14:40:00Z"
                  }
                ]
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/BatchAccepted"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyKeyReuse"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/ingest/{source}/issues": {
      "post": {
        "operationId": "ingestSourceIssue",
        "tags": [
          "Ingest"
        ],
        "summary": "Push an issue of a known source",
        "description": "The source determines the accepted forms of `external_id`. Its own severity names are understood as well, such as `Highest`, `1 - Critical` or `urgent`.",
        "security": [
          {
            "token": [
              "ingest:write"
            ]
          }
        ],
        "parameters": [
          {
            "name": "source",
            "in": "path",
            "required": true,
            "description": "The source whose ids and severity names apply.",
            "schema": {
              "$ref": "#/components/schemas/SourcePath"
            },
            "example": "jira"
          },
          {
            "$ref": "#/components/parameters/IdempotencyKey"
          },
          {
            "$ref": "#/components/parameters/Prefer"
          },
          {
            "$ref": "#/components/parameters/ContentEncoding"
          },
          {
            "$ref": "#/components/parameters/RequestId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SourceIssueInput"
              },
              "example": {
                "external_id": "JIRA-9999",
                "title": "Login failing for SSO users",
                "severity": "p1",
                "team": "auth"
              }
            }
          }
        },
        "responses": {
          "202": {
            "$ref": "#/components/responses/EventAccepted"
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyKeyReuse"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/ingest/status/{job_id}": {
      "get": {
        "operationId": "getJobStatus",
        "tags": [
          "Ingest"
        ],
        "summary": "Get the status of a job",
        "description": "A job can be read as soon as its 202 is sent. It is kept for 30 days unless the operator has configured another period.",
        "security": [
          {
            "token": [
              "ingest:read"
            ]
          },
          {
            "token": [
              "ingest:write"
            ]
          }
        ],
        "parameters": [
          {
            "name": "job_id",
            "in": "path",
            "required": true,
            "description": "The `job_id` from the response to a write.",
            "schema": {
              "type": "string"
            },
            "example": "ing_job_01hx5e5f6g7h8j9kamnbpcqdre"
          },
          {
            "name": "include",
            "in": "query",
            "description": "`records` adds the outcome of every record.",
            "schema": {
              "type": "string",
              "enum": [
                "records"
              ]
            }
          },
          {
            "$ref": "#/components/parameters/RequestId"
          }
        ],
        "responses": {
          "200": {
            "description": "The current state of the job.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              },
              "X-RateLimit-Limit": {
                "$ref": "#/components/headers/X-RateLimit-Limit"
              },
              "X-RateLimit-Remaining": {
                "$ref": "#/components/headers/X-RateLimit-Remaining"
              },
              "X-RateLimit-Reset": {
                "$ref": "#/components/headers/X-RateLimit-Reset"
              },
              "RateLimit": {
                "$ref": "#/components/headers/RateLimit"
              },
              "RateLimit-Policy": {
                "$ref": "#/components/headers/RateLimit-Policy"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/IngestJob"
                },
                "example": {
                  "job_id": "ing_job_01hx5e5f6g7h8j9kamnbpcqdre",
                  "status": "succeeded",
                  "progress": 1,
                  "result": {
                    "accepted": 2,
                    "rejected_count": 0,
                    "total": 2
                  },
                  "created_at": "2026-06-14T15:00:00.000Z",
                  "finished_at": "2026-06-14T15:00:03.000Z"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/inbound/{connector_id}": {
      "post": {
        "operationId": "receiveWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Receive a delivery from a source",
        "description": "A delivery needs no token. It is verified by the source's own signature over the bytes of the body, or by `X-Causeloop-Signature` or `X-Hub-Signature-256`, with a secret of the connector; see docs/connectors. Every delivery is listed in the connector's log.",
        "security": [],
        "parameters": [
          {
            "name": "connector_id",
            "in": "path",
            "required": true,
            "description": "The connector id, as printed by `connector create`.",
            "schema": {
              "type": "string"
            },
            "example": "con_01hx5e5f6g7h8j9kamnbpcqdre"
          },
          {
            "$ref": "#/components/parameters/ContentEncoding"
          },
          {
            "$ref": "#/components/parameters/RequestId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {}
            },
            "application/x-www-form-urlencoded": {
              "schema": {
                "type": "object"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Nothing to do: the delivery concerns no issue, was accepted before, or only asked for a response. For Linear also: accepted.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              },
              "X-RateLimit-Limit": {
                "$ref": "#/components/headers/X-RateLimit-Limit"
              },
              "X-RateLimit-Remaining": {
                "$ref": "#/components/headers/X-RateLimit-Remaining"
              },
              "X-RateLimit-Reset": {
                "$ref": "#/components/headers/X-RateLimit-Reset"
              },
              "RateLimit": {
                "$ref": "#/components/headers/RateLimit"
              },
              "RateLimit-Policy": {
                "$ref": "#/components/headers/RateLimit-Policy"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DeliveryReceipt"
                },
                "example": {
                  "delivery_id": "whd_01hx5e5f6g7h8j9kamnbpcqdre",
                  "outcome": "ignored",
                  "reason": "unknown_issue",
                  "job_id": null,
                  "issue_ids": []
                }
              }
            }
          },
          "202": {
            "description": "Accepted and on disk.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              },
              "X-RateLimit-Limit": {
                "$ref": "#/components/headers/X-RateLimit-Limit"
              },
              "X-RateLimit-Remaining": {
                "$ref": "#/components/headers/X-RateLimit-Remaining"
              },
              "X-RateLimit-Reset": {
                "$ref": "#/components/headers/X-RateLimit-Reset"
              },
              "RateLimit": {
                "$ref": "#/components/headers/RateLimit"
              },
              "RateLimit-Policy": {
                "$ref": "#/components/headers/RateLimit-Policy"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DeliveryReceipt"
                },
                "example": {
                  "delivery_id": "whd_01hx5e5f6g7h8j9kamnbpcqdre",
                  "outcome": "accepted",
                  "reason": null,
                  "job_id": "ing_job_01hx5e5f6g7h8j9kamnbpcqdre",
                  "issue_ids": [
                    "iss_01hx5f6g7h8j9kamnbpcqdresf"
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "description": "The delivery could not be verified, or the connector does not exist.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              },
              "WWW-Authenticate": {
                "$ref": "#/components/headers/WWW-Authenticate"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Error"
                }
              }
            }
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/health": {
      "get": {
        "operationId": "health",
        "tags": [
          "Operations"
        ],
        "summary": "Check whether the process is up",
        "security": [],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Json"
          }
        }
      }
    },
    "/ready": {
      "get": {
        "operationId": "ready",
        "tags": [
          "Operations"
        ],
        "summary": "Check whether the gateway can serve requests",
        "security": [],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Json"
          },
          "503": {
            "description": "The gateway cannot serve requests now.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              }
            },
            "content": {
              "application/json": {
                "schema": {}
              }
            }
          }
        }
      }
    },
    "/metrics": {
      "get": {
        "operationId": "metrics",
        "tags": [
          "Operations"
        ],
        "summary": "Get the metrics for Prometheus",
        "security": [],
        "responses": {
          "200": {
            "description": "The metrics in the text exposition format.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              }
            },
            "content": {
              "text/plain": {
                "schema": {}
              }
            }
          }
        }
      }
    },
    "/openapi.json": {
      "get": {
        "operationId": "openapi",
        "tags": [
          "Operations"
        ],
        "summary": "Get this document",
        "security": [],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Json"
          }
        }
      }
    },
    "/docs": {
      "get": {
        "operationId": "docs",
        "tags": [
          "Operations"
        ],
        "summary": "Read this document as a page",
        "security": [],
        "responses": {
          "200": {
            "description": "An HTML page.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/X-Request-Id"
              }
            },
            "content": {
              "text/html": {
                "schema": {}
              }
            }
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token of one workspace."
      }
    },
    "parameters": {
      "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Makes a retry safe. For 24 hours, a request with the same key and body gets the same response, and nothing is stored again.",
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 255
        }
      },
      "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "`return=representation` adds `records`, the outcome of every record.",
        "schema": {
          "type": "string"
        },
        "example": "return=representation"
      },
      "RequestId": {
        "name": "X-Request-Id",
        "in": "header",
        "description": "Your own identifier of this request.",
        "schema": {
          "type": "string",
          "pattern": "^[A-Za-z0-9._:-]{1,128}$"
        }
      },
      "ContentEncoding": {
        "name": "Content-Encoding",
        "in": "header",
        "description": "The compression of the body. The limit of 5242880 bytes applies to the decompressed body.",
        "schema": {
          "type": "string",
          "enum": [
            "gzip",
            "deflate",
            "br"
          ]
        }
      }
    },
    "headers": {
      "X-Request-Id": {
        "description": "Identifies this request in logs; errors repeat it as `trace_id`. A valid one that the caller sent is kept.",
        "schema": {
          "type": "string"
        }
      },
      "X-RateLimit-Limit": {
        "description": "Requests of the workspace in one window.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "X-RateLimit-Remaining": {
        "description": "Requests left in the current window.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "X-RateLimit-Reset": {
        "description": "Seconds until the window ends.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "RateLimit": {
        "description": "The current window as in the IETF draft: `\"default\";r=999;t=60`.",
        "schema": {
          "type": "string"
        }
      },
      "RateLimit-Policy": {
        "description": "The limit and its window as in the IETF draft: `\"default\";q=1000;w=60`.",
        "schema": {
          "type": "string"
        }
      },
      "Retry-After": {
        "description": "Seconds to wait before a retry.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "WWW-Authenticate": {
        "description": "What is wrong with the token, as in RFC 6750.",
        "schema": {
          "type": "string"
        }
      },
      "Location": {
        "description": "The path of the job's status.",
        "schema": {
          "type": "string"
        }
      },
      "Idempotency-Replayed": {
        "description": "Present when this is the stored response of an earlier request with the same Idempotency-Key.",
        "schema": {
          "type": "string",
          "enum": [
            "true"
          ]
        }
      },
      "Preference-Applied": {
        "description": "`return=representation` when it was requested.",
        "schema": {
          "type": "string"
        }
      },
      "Allow": {
        "description": "The methods that the path accepts.",
        "schema": {
          "type": "string"
        }
      }
    },
    "responses": {
      "EventAccepted": {
        "description": "Accepted and on disk: the ids are final, and both can be read at once.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/X-RateLimit-Limit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/X-RateLimit-Remaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/X-RateLimit-Reset"
          },
          "RateLimit": {
            "$ref": "#/components/headers/RateLimit"
          },
          "RateLimit-Policy": {
            "$ref": "#/components/headers/RateLimit-Policy"
          },
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "Idempotency-Replayed": {
            "$ref": "#/components/headers/Idempotency-Replayed"
          },
          "Preference-Applied": {
            "$ref": "#/components/headers/Preference-Applied"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/IngestEventPayload"
            },
            "example": {
              "accepted": 1,
              "rejected": [],
              "issue_id": "iss_01hx5f6g7h8j9kamnbpcqdresf",
              "job_id": "ing_job_01hx5e5f6g7h8j9kamnbpcqdre"
            }
          }
        }
      },
      "BatchAccepted": {
        "description": "Accepted and on disk: the ids are final, and all of them can be read at once.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/X-RateLimit-Limit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/X-RateLimit-Remaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/X-RateLimit-Reset"
          },
          "RateLimit": {
            "$ref": "#/components/headers/RateLimit"
          },
          "RateLimit-Policy": {
            "$ref": "#/components/headers/RateLimit-Policy"
          },
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "Idempotency-Replayed": {
            "$ref": "#/components/headers/Idempotency-Replayed"
          },
          "Preference-Applied": {
            "$ref": "#/components/headers/Preference-Applied"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/IngestBatchPayload"
            },
            "example": {
              "accepted": 1,
              "rejected": [
                {
                  "index": 1,
                  "code": "processing_error",
                  "message": "title is required"
                }
              ],
              "job_id": "ing_job_01hx5e5f6g7h8j9kamnbpcqdre",
              "issue_ids": [
                "iss_01hx5f6g7h8j9kamnbpcqdresf"
              ]
            }
          }
        }
      },
      "Json": {
        "description": "The requested document.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {}
          }
        }
      },
      "BadRequest": {
        "description": "The body is not JSON, its envelope is wrong, or the single record is invalid, with every fault in `details.errors`. Nothing was stored.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "The token is missing, malformed, unknown, revoked or expired.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "WWW-Authenticate": {
            "$ref": "#/components/headers/WWW-Authenticate"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Forbidden": {
        "description": "The token lacks the scope in `details.required_scope`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "WWW-Authenticate": {
            "$ref": "#/components/headers/WWW-Authenticate"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "The route, the source path, or the job of this workspace does not exist.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "MethodNotAllowed": {
        "description": "The path does not accept this method.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "Allow": {
            "$ref": "#/components/headers/Allow"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "The first request with this Idempotency-Key is still running.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "Retry-After": {
            "$ref": "#/components/headers/Retry-After"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "PayloadTooLarge": {
        "description": "The decompressed body has more than 5242880 bytes.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "UnsupportedMediaType": {
        "description": "The body is not JSON, or its Content-Encoding is unknown.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "IdempotencyKeyReuse": {
        "description": "The Idempotency-Key was used with another body.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "RateLimited": {
        "description": "Too many requests.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "Retry-After": {
            "$ref": "#/components/headers/Retry-After"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Internal": {
        "description": "An internal error, logged under the trace id.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unavailable": {
        "description": "The database is unavailable or the queue is full. Nothing was promised: send the request again.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/X-Request-Id"
          },
          "Retry-After": {
            "$ref": "#/components/headers/Retry-After"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    },
    "schemas": {
      "IngestBatchInput": {
        "type": "object",
        "description": "Records are independent: a rejected record does not affect the others.",
        "required": [
          "records"
        ],
        "properties": {
          "records": {
            "type": "array",
            "minItems": 1,
            "maxItems": 500,
            "items": {
              "$ref": "#/components/schemas/IngestRecordInput"
            }
          }
        }
      },
      "DeliveryReceipt": {
        "type": "object",
        "description": "What was done with a delivery.",
        "required": [
          "delivery_id",
          "outcome",
          "reason",
          "job_id",
          "issue_ids"
        ],
        "properties": {
          "delivery_id": {
            "type": "string",
            "description": "Identifies the delivery in the connector's log."
          },
          "outcome": {
            "type": "string",
            "enum": [
              "accepted",
              "duplicate",
              "ignored"
            ]
          },
          "reason": {
            "type": [
              "string",
              "null"
            ],
            "description": "Why the delivery was ignored, in one word."
          },
          "job_id": {
            "type": [
              "string",
              "null"
            ]
          },
          "issue_ids": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "Error": {
        "type": "object",
        "description": "The body of every error.",
        "required": [
          "error"
        ],
        "properties": {
          "error": {
            "type": "object",
            "required": [
              "code",
              "message",
              "trace_id",
              "details"
            ],
            "properties": {
              "code": {
                "type": "string",
                "description": "For programs; its meaning never changes."
              },
              "message": {
                "type": "string",
                "description": "For people; says what to do."
              },
              "trace_id": {
                "type": "string",
                "description": "The X-Request-Id of the response."
              },
              "details": {
                "type": "object",
                "description": "More for programs; empty when there is nothing to add.",
                "properties": {
                  "errors": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/FieldError"
                    }
                  },
                  "required_scope": {
                    "type": "string"
                  }
                },
                "additionalProperties": true
              }
            }
          }
        }
      }
    }
  }
};
