// Draws the documentation of the interface from local files. Trying an operation out uses the reader's own session.
(function () {
  "use strict";
  var place = document.getElementById("api-docs");
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    requestInterceptor: function (request) {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
})();
