"use strict";

window.ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  // The document's own address: its `servers` are relative to it.
  url: new URL("openapi.json", window.location.href).href,
  spec: JSON.parse(document.getElementById("document").textContent),
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
