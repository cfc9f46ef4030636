// The same day as in locustfile.py, shorter, told to k6:
//   k6 run -e ADDRESS=http://127.0.0.1:8000 -e PASSWORD=… -e LAWYERS=50 -e SECONDS=15 tests/load/k6_baseline.js
// No request may fail. The target of 300 ms for 95 of 100 is printed, and checked only with -e P95_MS=300: on a machine
// that does other work too it would say more about that work.
import http from 'k6/http';
import { check, fail, sleep } from 'k6';

const LAWYERS = Number(__ENV.LAWYERS || 50);
const limits = { http_req_failed: ['rate==0'], checks: ['rate==1'] };
if (__ENV.P95_MS) limits['http_req_duration{part:day}'] = [`p(95)<${__ENV.P95_MS}`];

export const options = {
  scenarios: { day: { executor: 'constant-vus', vus: LAWYERS, duration: `${__ENV.SECONDS || 15}s`, gracefulStop: '20s' } },
  thresholds: limits,
  // Nobody signs in again after each round.
  noCookiesReset: true,
  summaryTrendStats: ['med', 'p(95)', 'max'],
};

const day = { tags: { part: 'day' } };
const first = (pattern, text) => (text.match(pattern) || fail(`nothing like ${pattern}`))[1];
const any = (list) => list[Math.floor(Math.random() * list.length)];
let token = null;

function page(path) {
  const answer = http.get(`${__ENV.ADDRESS}${path}`, { ...day, redirects: 0 });
  check(answer, { 'the page came': (it) => it.status === 200 });
  return answer.body;
}

function signIn() {
  // Not all at once: nobody's morning begins in the same second.
  sleep(Math.random() * 5);
  const form = { email: `lawyer${(__VU - 1) % LAWYERS}@office.example`, password: __ENV.PASSWORD };
  form.csrf_token = first(/"X-CSRFToken": ?"([^"]+)"/, http.get(`${__ENV.ADDRESS}/login`).body);
  const answer = http.post(`${__ENV.ADDRESS}/login`, form, { redirects: 0 });
  check(answer, { 'signed in': (it) => it.status === 303 });
}

export default function () {
  if (token === null) {
    signIn();
    token = first(/"X-CSRFToken": ?"([^"]+)"/, page('/clients'));
  }
  page('/');
  sleep(1 + Math.random() * 2);
  const client = any(page('/clients').match(/\/clients\/[0-9a-f-]{36}/g));
  const papers = page(client).match(/\/documents\/[0-9a-f-]{36}(?=")/g) || [];
  sleep(1 + Math.random() * 2);
  if (papers.length) page(`${any(papers)}?page=2`);
  sleep(2 + Math.random() * 2);
  page(`/search?q=${any(['rent', 'notice', 'word900', 'monthly%20rent'])}`);
  if (Math.random() < 0.1) {
    const note = http.file(`Note ${Math.random()}. The monthly rent is Rs. 9,000.`, 'note.txt', 'text/plain');
    http.post(`${__ENV.ADDRESS}${client}/upload`, { file: note }, { ...day, headers: { 'X-CSRFToken': token } });
  }
  sleep(1 + Math.random() * 2);
}
