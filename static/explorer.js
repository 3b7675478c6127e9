// The API explorer: Swagger UI on this server's own document, signed in as whoever looks at it.
'use strict';

/** The value that a write by cookie must repeat in a header. */
function csrfToken() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('csrf_access_token='));
  return cookie ? cookie.slice('csrf_access_token='.length) : '';
}

function addCsrfToken(request) {
  const signedByHeader = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
  if (!signedByHeader && !['GET', 'HEAD'].includes((request.method || 'GET').toUpperCase())) {
    request.headers['X-CSRF-TOKEN'] = csrfToken();
  }
  return request;
}

/** A request as a script would send it: by token, because a script has no cookie. */
function asScript(request) {
  const headers = {};
  request.get('headers')?.forEach((value, name) => {
    if (name.toLowerCase() !== 'x-csrf-token') headers[name] = value;
  });
  const isPublic = new URL(request.get('url'), location).pathname.startsWith('/api/token');
  const signed = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (!signed && !isPublic) headers.Authorization = 'Bearer YOUR_ACCESS_TOKEN';
  const body = request.get('body');
  return {
    method: (request.get('method') || 'GET').toUpperCase(),
    url: new URL(request.get('url'), location).href,
    headers,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body.toJS?.() ?? body),
  };
}

const shellQuoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(request) {
  const { method, url, headers, body } = asScript(request);
  const lines = [`curl -X ${method} ${shellQuoted(url)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`  -H ${shellQuoted(`${name}: ${value}`)}`);
  if (body) lines.push(`  -d ${shellQuoted(body)}`);
  return lines.join(' \\\n');
}

function javascript(request) {
  const { method, url, headers, body } = asScript(request);
  const options = { method, headers, ...(body ? { body } : {}) };
  return `const response = await fetch(${JSON.stringify(url)}, ${JSON.stringify(options, null, 2)});
console.log(response.status, await response.json());`;
}

function python(request) {
  const { method, url, headers, body } = asScript(request);
  const lines = [`    headers=${JSON.stringify(headers)},`];
  if (body) lines.push(`    data=${JSON.stringify(body)},`);
  return `import requests

response = requests.request(
    ${JSON.stringify(method)},
    ${JSON.stringify(url)},
${lines.join('\n')}
)
print(response.status_code, response.json())`;
}

/** The Swagger UI has dark colours, but does not ask what the system prefers. */
function followColorScheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', follow);
  follow();
}

/** What the Swagger UI's elements lack for people who use the keyboard or a screen reader. */
const LACKING = [
  ['.opblock-tag, .models > h4', 'aria-level', '2'],
  ['.opblock h4', 'aria-level', '3'],
  ['.opblock h5', 'aria-level', '4'],
  ['.body-param__text', 'aria-label', 'Body of the request'],
  ['.copy-to-clipboard button', 'aria-label', 'Copy'],
  ['.microlight', 'tabindex', '0'],
];

/**
 * The path of an operation stands in the button that opens it. The Swagger UI makes a link of it there, and one control
 * in another is announced wrongly or not at all. Opening the operation puts its link into the address all the same.
 */
const pathsWithoutLinks = (OperationSummaryPath, { React }) => {
  const PlainText = ({ text }) => React.createElement('span', null, text);
  return (props) => {
    const getComponent = (name, ...rest) => (name === 'DeepLink' ? PlainText : props.getComponent(name, ...rest));
    return React.createElement(OperationSummaryPath, { ...props, getComponent });
  };
};

function makeAccessible(explorer) {
  new MutationObserver(() => {
    for (const [selector, attribute, value] of LACKING) {
      for (const element of explorer.querySelectorAll(`:is(${selector}):not([${attribute}])`)) element.setAttribute(attribute, value);
    }
  }).observe(explorer, { childList: true, subtree: true });
}

followColorScheme();

addEventListener('DOMContentLoaded', () => {
  makeAccessible(document.getElementById('explorer'));
  window.ui = SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#explorer',
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: addCsrfToken,
    requestSnippetsEnabled: true,
    requestSnippets: {
      generators: {
        curl: { title: 'curl', syntax: 'bash' },
        javascript: { title: 'JavaScript fetch', syntax: 'javascript' },
        python: { title: 'Python requests', syntax: 'python' },
      },
      languages: ['curl', 'javascript', 'python'],
      defaultExpanded: true,
    },
    plugins: [
      {
        fn: {
          requestSnippetGenerator_curl: curl,
          requestSnippetGenerator_javascript: javascript,
          requestSnippetGenerator_python: python,
        },
        wrapComponents: { OperationSummaryPath: pathsWithoutLinks },
      },
    ],
  });
});
