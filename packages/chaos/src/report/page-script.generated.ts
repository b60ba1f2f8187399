// Made by build-report.mjs from src/report/page; not to be edited.
export const pageScript = `(()=>{function m(e,t={},...n){let o=document.createElement(e);return en(o,t,n),o}var tn="http://www.w3.org/2000/svg";function $(e,t={},...n){let o=document.createElementNS(
tn,e);for(let[r,s]of Object.entries(t))o.setAttribute(r,String(s));return Ut(o,n),o}function en(e,t,n){t.class!==void 0&&(e.className=t.class),t.id!==void 0&&(e.
id=t.id),t.title!==void 0&&(e.title=t.title);for(let[o,r]of Object.entries(t.attributes??{}))e.setAttribute(o,r);for(let[o,r]of Object.entries(t.on??{}))e.addEventListener(
o,r);Ut(e,n)}function Ut(e,t){for(let n of t)n!=null&&n!==!1&&e.append(n)}function E(e,t,n,...o){return m("section",{id:e,class:"card",attributes:{"aria-labelle\\
dby":\`\${e}-heading\`}},m("header",{class:"card-head"},m("h2",{id:\`\${e}-heading\`},t),n===void 0?null:m("p",{class:"hint"},n)),...o)}function S(e,t,n={}){let o={type:"\\
button",...n.attributes};return m("button",{...n,attributes:o,on:{click:t}},e)}function w(e,t){return e.left+(t-e.from)*e.scale}function j(e,t,n){if(n<e.from||t>e.to)return;let o=Math.max(w(e,t),e.left-2),r=Math.min(w(e,n),e.right+2);return{
x:o,width:Math.max(r-o,1)}}function q(e,t,n){let o=window.devicePixelRatio||1,[r,s]=[Math.round(t*o),Math.round(n*o)];(e.width!==r||e.height!==s)&&(e.width=r,e.
height=s,e.style.height=\`\${n}px\`);let i=e.getContext("2d");if(i===null)throw new Error("this browser offers no 2d canvas");return i.setTransform(o,0,0,o,0,0),i}
function dt(e,t,n,o,r){if(r<12)return;let s=e.measureText(t).width;if(s<=r){e.fillText(t,n,o);return}let i=Math.floor(t.length*(r-6)/s);i>=2&&e.fillText(\`\${t.slice(
0,i).trimEnd()}\\u2026\`,n,o)}var Kt=["partition","kill","pause","clock","other"];function Tt(){let e=getComputedStyle(document.documentElement),t=o=>e.getPropertyValue(\`--\${o}\`).trim(),n=(o,r)=>Array.
from({length:r},(s,i)=>t(\`\${o}-\${i+1}\`));return{ink:t("ink"),ink2:t("ink-2"),ink3:t("ink-3"),surface:t("surface"),line:t("line"),lineSoft:t("line-soft"),dim:t("\\
dim"),alarm:t("alarm"),accent:t("accent"),outcomes:[n("ok",3),n("fail",3),n("info",3)],faults:{partition:t("fault-partition"),kill:t("fault-kill"),pause:t("faul\\
t-pause"),clock:t("fault-clock"),other:t("fault-other")},terms:n("term",6),nodes:n("node",7),functions:n("function",7),font:t("font"),mono:t("mono")}}function Gt(e){
matchMedia("(prefers-color-scheme: dark)").addEventListener("change",e),window.addEventListener("beforeprint",()=>{document.documentElement.dataset.print="",e()}),
window.addEventListener("afterprint",()=>{delete document.documentElement.dataset.print,e()})}function T(e){return/partition|isolate|one-way|ring|halves|bridge|cut/.
test(e)?"partition":/kill|crash|restart/.test(e)?"kill":/pause|stop|freeze/.test(e)?"pause":/clock|skew|drift|strobe/.test(e)?"clock":"other"}function mt(e){return e===
"read"||e==="get"?0:e==="cas"?2:1}function v(e,t){let n=Math.round(t*255).toString(16).padStart(2,"0");return\`\${e}\${n}\`}function $t(){return matchMedia("(prefer\\
s-reduced-motion: reduce)").matches}function qt(e,{faults:t}){t.lanes.forEach((n,o)=>{n.forEach((r,s)=>{let i=n[s+1],a=i===void 0?e.right:Math.min(w(e,i.from),e.right);nn(e,r,t.top+o*t.laneHeight,
t.laneHeight-4,a)})})}function nn(e,t,n,o,r){let{ctx:s,theme:i,model:a}=e,l=j(e,t.from,t.to??a.duration);if(l===void 0)return;let c=i.faults[T(t.kind)];if(s.fillStyle=
v(c,.2),s.fillRect(l.x,n,l.width,o),s.fillStyle=c,t.status==="indeterminate")for(let u=l.x;u<l.x+l.width;u+=8)s.fillRect(u,n,Math.min(4,l.x+l.width-u),2);else s.
fillRect(l.x,n,l.width,2);t.from>=e.from&&s.fillRect(l.x,n,Math.min(3,l.width),o),s.fillStyle=i.ink,s.font=\`11px \${i.font}\`,s.textAlign="left",s.textBaseline="m\\
iddle";let d=[Rt(t),t.kind].find(u=>s.measureText(u).width+12<=l.width);dt(s,d??t.kind,l.x+8,n+o/2+1.5,r-l.x-12)}function Rt(e){let t=e.status==="indeterminate"?
" (indeterminate)":"";return\`\${e.kind}\${e.nodes.length===0?"":\` \${e.nodes.join(", ")}\`}\${t}\`}var on=new Intl.NumberFormat("en-US");function M(e){return on.format(e)}function C(e,t,n=\`\${t}s\`){return\`\${M(e)} \${e===1?t:n}\`}function O(e){let t=Math.abs(e);return t<
1e3?\`\${Math.round(e)} ns\`:t<1e6?\`\${tt(e/1e3)} \\xB5s\`:t<1e9?\`\${tt(e/1e6)} ms\`:t<12e10?\`\${tt(e/1e9)} s\`:\`\${Math.floor(e/6e10)} min \${Math.round(e%6e10/1e9)} s\`}function H(e){
return O(e*1e6)}function x(e,t=1e6){let n=Math.min(9,Math.max(0,Math.ceil(9-Math.log10(Math.max(1,t))-1e-9)));return\`\${(e/1e9).toFixed(n)} s\`}function I(e){let t=Math.
abs(e)<1e3?\`\${tt(e)} ms\`:\`\${tt(e/1e3)} s\`;return e>0?\`+\${t}\`:t.replace("-","\\u2212")}function tt(e){let t=Math.abs(e);return t>=100||t===0?e.toFixed(0):t>=10?e.
toFixed(1):e.toFixed(2)}var rn=96,sn=/[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/g;function b(e){return e.replace(sn,t=>\`\\\\u\${t.
charCodeAt(0).toString(16).padStart(4,"0")}\`)}function V(e,t=rn){return e.length<=t?e:\`\${e.slice(0,t-1)}\\u2026\`}function U(e){return/^[\\w./:-]+$/.test(e)?e:V(b(
JSON.stringify(e)))}function P(e){return e===void 0?"":e===null?"nothing":Array.isArray(e)?e.map(t=>P(t)).join(" \\u2192 "):typeof e=="string"?V(b(JSON.stringify(
e))):String(e)}function W(e){let t=\`\${e.f} \${U(e.key)}\`,{outcome:n}=e;switch(e.f){case"read":case"get":return n==="ok"?\`\${t} \\u2192 \${P(e.result)}\`:\`\${t} \\u2192 ?\`;case"\\
write":case"put":return\`\${t} = \${P(e.value)}\`;case"append":return\`\${t} + \${P(e.value)}\`;case"delete":return t;case"cas":return\`\${t} \${P(e.value)}\${n==="ok"?e.result===
!0?" \\u2713":" refused":""}\`}}function Xt(e){if(!e.completed)return"unknown: nothing came back before the run ended";switch(e.outcome){case"ok":return"ok";case"\\
fail":return"fail: certainly did not happen";case"info":return"info: may or may not have happened"}}var R=["ok","fail","info"];function _t(e,t,n){return e.map(o=>{let r=n.filter(({kind:a,nodes:l})=>/kill|crash/.test(a)&&l.includes(o)).map(({from:a})=>a).sort((a,l)=>a-l),s=[],i=-1;for(let a of t){
if(a.node!==o)continue;let l=r.filter(c=>c<=a.time).length;l!==i&&s.push([]),i=l,s.at(-1).push(a)}return{node:o,lives:s.map(an)}})}function an(e){let t=e[0]?.monotonicOffsetMs??
0;return e.map(n=>({...n,monotonicOffsetMs:n.monotonicOffsetMs-t}))}var K=0,Yt=1,et=2;function Zt(e){let t=e.operations,{count:n}=t,o=new Float64Array(n),r=new Float64Array(n),s=new Float64Array(n),i=0,a=0;for(let d=0;d<n;d++){i+=
t.startDelta[d],a+=t.indexDelta[d];let u=t.duration[d];o[d]=i,s[d]=a,r[d]=u<0?e.duration:i+u}let l=e.results.faults.windows.filter(d=>d.status!=="skipped").toSorted(
(d,u)=>d.from-u.from),c=_t(e.experiment.nodes,e.results.clocks,l);return{data:e,count:n,start:o,end:r,index:s,process:Int32Array.from(t.process),f:Uint8Array.from(
t.f),key:Int32Array.from(t.key),outcome:Uint8Array.from(t.outcome),faults:l,clocks:c,clockSamples:c.flatMap(d=>d.lives.flat()),duration:Math.max(e.duration,1)}}
function D(e,t){let n=e.data.operations,o=(s,i)=>i<0?void 0:s[i],r=n.revision[t];return{number:t,process:e.process[t],f:n.functions[e.f[t]],key:n.keys[e.key[t]],
outcome:R[e.outcome[t]],start:e.start[t],end:e.end[t],completed:n.duration[t]>=0,node:o(n.nodes,n.node[t]),error:o(n.errors,n.error[t]),revision:r<0?void 0:r,index:e.
index[t],value:n.value[t],result:n.result[t],current:n.current[t]}}function ut(e,t){return t.map(n=>{let o=X(e.index,n,e.count);return e.index[o]===n?o:-1}).filter(
n=>n>=0).toSorted((n,o)=>n-o)}function ft(e,t,n){return e.faults.filter(o=>o.from<=n&&(o.to??e.duration)>=t)}function X(e,t,n=e.length){let o=0,r=n;for(;o<r;){let s=o+
r>>>1;e[s]<t?o=s+1:r=s}return o}var ot=84,ht=24,Lt=46,nt=26,_=30;function Jt(e,t,n){let o=m("div",{class:"anomaly-picture"}),r=0;return new ResizeObserver(()=>{let s=Math.max(o.clientWidth,320);
s!==r&&(r=s,o.replaceChildren(ln(e,t,s,n)))}).observe(o),o}function ln(e,t,n,o){let{model:r}=e,s=t.map(p=>D(r,p)),i=[...new Set(s.map(p=>p.process))],a=mn(s,n),
l=Math.min(...s.map(p=>p.start)),c=Math.max(...s.map(p=>p.end)),d=ft(r,l,c),u=_+d.length*20,h=u+i.length*Lt+8,f=$("svg",{viewBox:\`0 0 \${n} \${h}\`,width:n,height:h,
role:"group","aria-label":\`The \${s.length} operations as intervals, one row per process\`});d.forEach((p,y)=>{let[g,F]=[a(Math.max(p.from,l)),a(Math.min(p.to??c,
c))];f.append($("rect",{x:g,y:_+y*20-4,width:Math.max(F-g,2),height:h-_-y*20,class:\`shade fault-\${T(p.kind)}\`}),$("rect",{x:g,y:_+y*20-4,width:Math.max(F-g,2),height:2,
class:\`bar fault-\${T(p.kind)}\`}),$("text",{x:g+6,y:_+y*20+10,class:"small"},Rt(p)))}),f.append(...cn(s,a,h)),i.forEach((p,y)=>{let g=u+(y+.5)*Lt;f.append($("lin\\
e",{x1:ot-12,x2:n-ht,y1:g,y2:g,class:"rule"}),$("text",{x:ot-20,y:g+4,class:"name"},\`process \${p}\`))});for(let p of s){let y=u+(i.indexOf(p.process)+.5)*Lt-nt/2;
f.append(dn(p,a,y,n,o))}return f}function cn(e,t,n){let o=[...new Set(e.flatMap(({start:s,end:i})=>[s,i]))].sort((s,i)=>s-i),r=-1/0;return o.flatMap(s=>{let i=t(
s),a=$("line",{x1:i,x2:i,y1:_-10,y2:n,class:"moment"});return i<r?[a]:(r=i+76,[a,$("text",{x:i,y:12,class:"time"},x(s,1e5))])})}function dn(e,t,n,o,r){let s=t(e.
start),i=e.outcome==="info",a=i?o-ht:Math.max(t(e.end),s+6),l=V(W(e),48),c=()=>r(e.number),d=$("g",{class:\`operation outcome-\${e.outcome} shade-\${mt(e.f)+1}\`,tabindex:0,
role:"button","aria-label":\`\${l}, process \${e.process}; show in the timeline\`},i?$("path",{d:\`M\${s} \${n}H\${a-9}L\${a} \${n+nt/2}L\${a-9} \${n+nt}H\${s}Z\`,class:"inte\\
rval"}):$("rect",{x:s,y:n,width:a-s,height:nt,rx:4,class:"interval"})),u=a-s>l.length*7+14,h=!u&&a+l.length*7+10>o;return d.append($("text",{x:u?s+9:h?s-6:a+7,y:n+
nt/2+4.5,class:u?"in":h?"out before":"out"},l)),d.addEventListener("click",c),d.addEventListener("keydown",f=>{f.key!=="Enter"&&f.key!==" "||(f.preventDefault(),
c())}),d}function mn(e,t){let n=[...new Set(e.flatMap(({start:l,end:c,outcome:d})=>d==="info"?[l]:[l,c]))].sort((l,c)=>l-c),o=n.slice(1).map((l,c)=>l-n[c]),r=Math.
max(...o,1),s=o.map(l=>.28+Math.sqrt(l/r)),i=s.reduce((l,c)=>l+c,0)||1,a=[ot];for(let l of s)a.push(a.at(-1)+l/i*(t-ot-ht-40));return l=>{let c=n.findIndex(h=>h>=
l);if(c===-1)return t-ht;if(c===0)return ot;let[d,u]=[n[c-1],n[c]];return a[c-1]+(l-d)/(u-d)*(a[c]-a[c-1])}}var rt={key:"",process:"",functions:new Set,outcomes:new Set,search:""};function At(e,t){let n=new Uint8Array(e.count),o=e.data.operations,r=t.key===""?void 0:o.
keys.indexOf(t.key),s=t.process===""?void 0:Number(t.process),i=o.functions.map(d=>t.functions.size===0||t.functions.has(d)),a=R.map(d=>t.outcomes.size===0||t.outcomes.
has(d)),l=t.search.trim().toLowerCase(),c=0;for(let d=0;d<e.count;d++)r!==void 0&&e.key[d]!==r||s!==void 0&&e.process[d]!==s||!i[e.f[d]]||!a[e.outcome[d]]||l!==
""&&!un(e,d,l)||(n[d]=1,c+=1);return{mask:n,matches:c,all:c===e.count}}function un(e,t,n){let{value:o,result:r,current:s}=e.data.operations;return pt(o[t],n)||pt(
r[t],n)||t in s&&pt(s[t],n)}function pt(e,t){if(e==null||typeof e=="boolean")return!1;if(Array.isArray(e))return e.some(o=>pt(o,t));if(typeof e=="number")return String(
e)===t;let n=typeof e=="string"?e:JSON.stringify(e);return n.toLowerCase().includes(t)||b(n).toLowerCase().includes(t)||P(n).toLowerCase()===t}var te=[["+ \\u2212","zoom in, zoom out"],["\\u2190 \\u2192","earlier, later"],["Home","the whole run"],["N P","next, previous operation that the filter admits"],[
"\\u2191 \\u2193","to the process above, below"],["Esc","let go"],["/","search"]];function ee(e,t){let{view:n}=e.context,o={"+":()=>e.show(n.zoomed(.5)),"=":()=>e.
show(n.zoomed(.5)),"-":()=>e.show(n.zoomed(2)),_:()=>e.show(n.zoomed(2)),ArrowLeft:()=>n.show(n.panned(-.1)),ArrowRight:()=>n.show(n.panned(.1)),PageUp:()=>e.show(
n.panned(-.9)),PageDown:()=>e.show(n.panned(.9)),ArrowUp:()=>Qt(e,-1),ArrowDown:()=>Qt(e,1),Home:()=>e.show(n.whole),n:()=>G(e,1),p:()=>G(e,-1),Escape:()=>e.unpin(),
"/":t};e.canvas.addEventListener("keydown",r=>{if(r.ctrlKey||r.metaKey||r.altKey)return;let s=o[r.key]??o[r.key.toLowerCase()];s!==void 0&&(r.preventDefault(),s())})}
function G(e,t){let{model:n,selection:o,view:r}=e.context,s=ne(e),i=X(n.start,r.from+r.span/2),a=s===void 0?t===1?i:i-1:s+t;for(;a>=0&&a<n.count&&o.mask[a]!==1;)
a+=t;a>=0&&a<n.count&&e.pinOperation(a)}function Qt(e,t){let{model:n,rows:o,view:r}=e.context,s=ne(e);if(s===void 0){G(e,1);return}let i=o.findIndex(c=>c.processes.
includes(n.process[s]))+t,a=o[i],l=Math.max(n.start[s],r.from);a!==void 0&&e.pinOperation(fn(e,a,l))}function fn(e,t,n){let{model:o}=e.context,r=Array.from(t.operations,
l=>o.start[l]),s=X(r,n),i=Math.max(0,s-1),a=s>=r.length||n-r[i]<r[s]-n?i:s;return t.operations[a]}function ne(e){return e.pinned?.kind==="operation"?e.pinned.number:
void 0}function ie(e,t){let{model:n}=e,o=n.data.operations.keys.toSorted((y,g)=>y.localeCompare(g,"en",{numeric:!0})),r=[...new Set(n.process)].sort((y,g)=>y-g).map(String),
s=re("Key","all keys",o,U),i=re("Process","all processes",r,y=>\`process \${y}\`),a=m("input",{class:"search",attributes:{type:"search",placeholder:"Search values",
"aria-label":"Search operations by value"}}),l=se("Functions",n.data.operations.functions,()=>f()),c=se("Outcomes",R,()=>f(),"mark-"),d=m("output",{class:"found",
attributes:{"aria-live":"polite"}}),u=m("span",{class:"group"},S("\\u2039",()=>G(t,-1),{attributes:{"aria-label":"Previous matching operation"}}),S("\\u203A",()=>G(
t,1),{attributes:{"aria-label":"Next matching operation"}})),h=S("Clear",()=>{s.value="",i.value="",a.value="",l.clear(),c.clear(),f()},{class:"quiet"}),f=()=>{
let y={key:s.value,process:i.value,search:a.value,functions:l.chosen(),outcomes:c.chosen()};e.setFilter(oe(y)?rt:y)},p=()=>{let{matches:y,all:g}=e.selection;d.textContent=
g?C(n.count,"operation"):\`\${M(y)} of \${C(n.count,"operation")}\`,h.hidden=oe(e.filter)};for(let y of[s,i])y.addEventListener("change",f);return a.addEventListener(
"input",pn(f,120)),a.addEventListener("keydown",y=>{y.key==="Enter"&&G(t,y.shiftKey?-1:1)}),e.on("filter",p),p(),{element:m("div",{class:"toolbar",attributes:{role:"\\
toolbar","aria-label":"Filter and zoom"}},c.element,l.element,s,i,a,u,d,h,hn(e,t)),focusSearch:()=>a.focus()}}function hn({view:e,alarms:t},n){let o=t[0];return m(
"span",{class:"group push"},o!==void 0&&S("First violation",()=>n.showOperations([],Y(o)),{class:"alarm"}),S("\\u2212",()=>n.show(e.zoomed(2)),{attributes:{"aria\\
-label":"Zoom out"}}),S("+",()=>n.show(e.zoomed(.5)),{attributes:{"aria-label":"Zoom in"}}),S("Whole run",()=>n.show(e.whole)))}function Y({from:e,to:t}){let n=Math.
max((t-e)*.6,15e7);return{from:e-n,to:t+n}}function oe(e){return e.key===""&&e.process===""&&e.search.trim()===""&&e.functions.size===0&&e.outcomes.size===0}function re(e,t,n,o){
return m("select",{attributes:{"aria-label":e}},m("option",{attributes:{value:""}},t),...n.map(r=>m("option",{attributes:{value:r}},o(r))))}function se(e,t,n,o){
let r=new Set,s=t.map(i=>{let a=S(i,()=>{r.delete(i)||r.add(i),a.setAttribute("aria-pressed",String(r.has(i))),n()},{class:"chip",attributes:{"aria-pressed":"fa\\
lse"}});return o!==void 0&&a.prepend(m("span",{class:\`mark \${o}\${i}\`})),a});return{element:m("span",{class:"group",attributes:{role:"group","aria-label":e}},...s),
chosen:()=>new Set(r),clear:()=>{r.clear();for(let i of s)i.setAttribute("aria-pressed","false")}}}function pn(e,t){let n=0;return()=>{window.clearTimeout(n),n=
window.setTimeout(e,t)}}var yt=class{from;to;whole;#t=new Set;constructor(t){this.whole={from:-t*.004,to:t*(1+.004)},this.from=this.whole.from,this.to=this.whole.to}get span(){return this.
to-this.from}get isWhole(){return this.from<=this.whole.from&&this.to>=this.whole.to}onChange(t){this.#t.add(t)}show(t){let{from:n,to:o}=ae(t,this.whole);if(!(n===
this.from&&o===this.to)){this.from=n,this.to=o;for(let r of this.#t)r()}}zoomed(t,n=(this.from+this.to)/2){let o=Math.min(Math.max(this.span*t,2e4),this.whole.to-
this.whole.from),r=n-(n-this.from)/this.span*o;return{from:r,to:r+o}}panned(t){let n=this.span*t;return{from:this.from+n,to:this.to+n}}};function ae(e,t){let n=Math.
min(Math.max(e.to-e.from,2e4),t.to-t.from),o=(e.from+e.to)/2,r=e.to-e.from===n?e.from:o-n/2;return r=Math.min(Math.max(r,t.from),t.to-n),{from:r,to:r+n}}function gt(e,t,n=.35){
let o=Math.max((t-e)*n,2e5);return{from:e-o,to:t+o}}function le(e,t,n){let o=ae(t,e.whole);if(n){e.show(o);return}let r={from:e.from,to:e.to},s=performance.now(),
i=220,a=(st.get(e)??0)+1;st.set(e,a);let l=c=>{if(st.get(e)!==a)return;let d=Math.min(1,Math.max(0,(c-s)/i)),u=1-(1-d)**3;d===1?e.show(o):e.show(yn(r,o,u)),d<1&&
requestAnimationFrame(l)};requestAnimationFrame(l)}function it(e){st.set(e,(st.get(e)??0)+1)}var st=new WeakMap;function yn(e,t,n){let[o,r]=[e.to-e.from,t.to-t.
from],s=o*(r/o)**n,i=Math.abs(r-o)<1?n:(s-o)/(r-o),a=e.from+(t.from-e.from)*i;return{from:a,to:a+s}}var ce=50,gn=40;function de(e,t){let{linearizability:n,invariants:o}=e.model.data.results,{anomalies:r}=n,{violations:s}=o;if(r.length+s.length!==0)return E("vi\\
olations",r.length>0?"What cannot have happened":"What was broken",void 0,...r.slice(0,1).map(i=>me(e,t,i)),r.length>1&&bn(e,t,r.slice(1)),...s.map(i=>wn(t,i)))}
function bn(e,t,n){let o=n.length-ce;return m("details",{class:"others"},m("summary",{},C(n.length,"further anomaly","further anomalies")),...n.slice(0,ce).map(
r=>xn(e,t,r)),o>0&&m("p",{class:"hint"},\`\${M(o)} more in results.json.\`))}function xn(e,t,n){let o=m("details",{class:"further"},m("summary",{},b(n.sentence)));
return o.addEventListener("toggle",()=>o.append(me(e,t,n)),{once:!0}),o}function me(e,t,n){let{model:o}=e,r=ut(o,n.operations),s=r.slice(0,gn),i=c=>{t.showOperations(
[c],gt(o.start[c],o.end[c],2)),t.pinOperation(c)},a=Math.min(...s.map(c=>o.start[c])),l=Math.max(...s.map(c=>o.end[c]));return m("article",{class:"anomaly"},m("\\
p",{class:"sentence"},b(n.sentence)),m("p",{class:"hint"},\`Key \${U(n.key)}. \`+(n.minimal?\`These \${C(r.length,"operation")} cannot be put in any order; without a\\
ny one of them, the rest can.\`:\`These \${C(r.length,"operation")} cannot be put in any order; there may be a smaller set.\`),s.length<r.length&&\` The first \${s.length}\\
 are shown.\`),s.length>0&&Jt(e,s,i),m("ol",{class:"operations"},...s.map(c=>{let d=D(o,c);return m("li",{},S(W(d),()=>i(c),{class:"link operation"}),m("span",{class:"\\
hint"},\` process \${d.process}, \${x(d.start,1e3)} to \${d.completed?x(d.end,1e3):"the end, unanswered"}, \${d.outcome}\`+(d.node===void 0?"":\`, \${d.node}\`)))})),s.length>
0&&S("Show in the timeline",()=>t.showOperations(s,Y({from:a,to:l}))))}function wn(e,t){let{time:n,term:o}=t,r=[t.nodes.join(", "),o===void 0?"":\`term \${o}\`,n===
void 0?"":\`at \${x(n)}\`].filter(s=>s!=="");return m("article",{class:"anomaly"},m("p",{class:"sentence"},m("strong",{},\`\${t.invariant}: \`),b(t.sentence)),m("p",{
class:"hint"},r.join(", ")),n!==void 0&&S("Show in the timeline",()=>e.showOperations([],Y({from:n,to:n}))))}function ue(e){let{linearizability:t,invariants:n}=e.data.results,o=t.anomalies.map(s=>{let i=ut(e,s.operations);if(i.length!==0)return{label:"anomaly",sentence:s.
sentence,from:Math.min(...i.map(a=>e.start[a])),to:Math.max(...i.map(a=>e.end[a])),operations:i}}),r=n.violations.map(s=>s.time===void 0?void 0:{label:s.invariant,
sentence:s.sentence,from:s.time,to:s.time,operations:[]});return[...o,...r].filter(s=>s!==void 0)}function fe(e,t,n){let{ctx:o,theme:r}=e;o.fillStyle=v(r.alarm,
.07);for(let s of n){let{x:i,right:a}=pe(e,s);o.fillRect(i,t.axis.height,a-i,t.height)}}function he(e,t,n){let{ctx:o,theme:r}=e;o.font=\`600 10.5px \${r.font}\`,o.
textBaseline="middle",o.textAlign="left";let s=-1/0;for(let i of n.toSorted((a,l)=>a.from-l.from)){let{x:a,right:l}=pe(e,i);o.fillStyle=r.alarm,o.fillRect(a,t.axis.
height-7,l-a,4);let c=o.measureText(i.label).width+10;a<s||a+c>e.right||(o.fillRect(a,2,c,15),o.fillRect(a,2,1.5,t.axis.height-5),o.fillStyle=r.surface,o.fillText(
i.label,a+5,10),s=a+c+4)}}function pe(e,{from:t,to:n}){let o=Math.max(w(e,t),e.left);return{x:o,right:Math.min(Math.max(w(e,n),o+2),e.right)}}function ye(e,t){let{
ctx:n,theme:o,model:r}=e,s=t.axis.height-2;for(let i of r.data.notes){if(i.time<e.from||i.time>e.to)continue;let a=w(e,i.time);n.fillStyle=i.kind==="phase"?o.accent:
o.ink3,n.beginPath(),n.moveTo(a-3.5,s-6),n.lineTo(a+3.5,s-6),n.lineTo(a,s),n.fill()}}function ge(e,t,n){let{ctx:o,theme:r}=e;if(t.width>34||t.height<10)return;let s=t.
x+t.width+7;o.font=\`600 11px \${r.font}\`,o.textAlign="left",o.textBaseline="middle";let{width:i}=o.measureText(n),a=s+i>e.right?t.x-7-i:s;o.fillStyle=r.surface,o.
beginPath(),o.roundRect(a-3,t.y-1,i+6,t.height+2,3),o.fill(),o.fillStyle=r.alarm,o.fillText(n,a,t.y+t.height/2+.5)}function Ft(e,t,n){let{ctx:o}=e,r=Math.max(t.
x-2.5,e.left-4),s=Math.min(t.x+t.width+2.5,e.right+4);s<=r||(o.strokeStyle=e.theme.surface,o.lineWidth=4,o.beginPath(),o.roundRect(r,t.y-2.5,s-r,t.height+5,3),o.
stroke(),o.strokeStyle=n,o.lineWidth=2,o.stroke())}function xe(e){let t=[...new Set(e.process)].sort((o,r)=>o-r),n=e.data.experiment.concurrency;if(t.length>n&&n>0){let o=be(e,r=>r%n);if(o.every(r=>kn(e,r.operations)))
return o}return be(e,o=>o)}function be(e,t){let n=new Map;for(let o=0;o<e.count;o++){let r=e.process[o],s=t(r),i=n.get(s);i===void 0&&n.set(s,i={processes:new Set,
operations:[]}),i.processes.add(r),i.operations.push(o)}return[...n].sort(([o],[r])=>o-r).map(([o,r])=>({label:String(o),processes:[...r.processes],operations:Int32Array.
from(r.operations)}))}function kn(e,t){for(let n=1;n<t.length;n++){let o=t[n-1];if(!(e.data.operations.duration[o]<0)&&e.start[t[n]]<e.end[o])return!1}return!0}
function bt(e,t,n){let o=0,r=t.operations.length;for(;o<r;){let s=o+r>>>1;e.start[t.operations[s]]<n?o=s+1:r=s}return Math.max(0,o-1)}var we=1,vn=3;function Et(e,t){let n=e.outcomes.map(r=>t.map(s=>r[mt(s)])),o=e.outcomes.map(r=>r[1]);return{wide:n,text:n.map(r=>r.map(Mn)),cells:["",e.dim,v(o[0],
.5),v(o[0],.75),o[0],o[1],o[et]],dim:e.dim}}function ke(e,t){return e>0?1+vn+e:2+(t<.34?0:t<.67?1:2)}function Mn(e){let t=o=>(parseInt(e.slice(o,o+2),16)/255)**
2.2;return .2126*t(1)+.7152*t(3)+.0722*t(5)>.33?"#0f1a24":"#ffffff"}var xt=class{model;rows;alarms;view;theme;shades;filter=rt;selection;cursor;#t={theme:new Set,filter:new Set,cursor:new Set};constructor(t){this.model=t,this.rows=
xe(t),this.alarms=ue(t),this.view=new yt(t.duration),this.theme=Tt(),this.shades=Et(this.theme,t.data.operations.functions),this.selection=At(t,rt),Gt(()=>{this.
theme=Tt(),this.shades=Et(this.theme,t.data.operations.functions),this.#e("theme")})}on(t,n){this.#t[t].add(n)}setFilter(t){this.filter=t,this.selection=At(this.
model,t),this.#e("filter")}setCursor(t){t!==this.cursor&&(this.cursor=t,this.#e("cursor"))}#e(t){for(let n of this.#t[t])n()}};function ve({data:e}){let t=m("code",{},b(e.command)),n=S("Copy",()=>{navigator.clipboard.writeText(e.command).then(()=>n.textContent="Copied",()=>getSelection()?.
selectAllChildren(t))});return E("again","Run it again","The seed fixes the schedule of faults and the operations; timing between processes stays the machine\\u2019s.",
m("div",{class:"command"},t,n),e.logs.length>0&&m("p",{class:"logs"},"Node logs: ",...e.logs.flatMap(({node:o,path:r},s)=>[s===0?"":", ",m("a",{attributes:{href:Sn(
r)}},b(o))])),m("p",{class:"hint"},"Beside this page: the whole history in history.jsonl, the figures in results.json, the experiment in experiment.json."))}function Sn(e){
return\`./\${e.split("/").filter(t=>t!==""&&t!==".").map(encodeURIComponent).join("/")}\`}function Me(e){let{experiment:t,results:n}=e.data,[o,...r]=n.reasons,s=r.filter(i=>!Tn(i,n));return m("header",{class:\`masthead verdict-\${n.verdict}\`},m("p",{class:"\\
overline"},m("span",{},\`Seaworthy chaos \${t.version}\`),m("span",{},An(t.startedAt))),m("h1",{},b(t.name)),m("div",{class:"verdict",attributes:{role:"status"}},m(
"span",{class:"badge"},Rn(n.verdict),Cn[n.verdict]),m("p",{class:"reason"},b(o??$n(n)))),s.length>0&&m("ul",{class:"reasons"},...s.map(i=>m("li",{},b(i)))),e.data.
unplaced>0&&m("p",{class:"notice"},\`\${C(e.data.unplaced,"event")} of the history fit no operation.\`),Fn(e),On(e))}var Cn={valid:"Valid",invalid:"Invalid",unknown:"\\
Unknown"};function Tn(e,{linearizability:t,invariants:n}){return[...t.anomalies,...n.violations].some(({sentence:r})=>r!==""&&e.includes(r))}function $n({verdict:e,
linearizability:t,invariants:n,faults:o}){let r=C(t.operations,"operation");if(e==="invalid")return\`\${r} were checked, and something cannot have happened.\`;if(e===
"unknown")return t.reason??"The run does not allow a verdict.";let s=n.verdict==="valid"?", and no invariant was broken":"";return\`All \${r} fit one order that e\\
xplains every answer\${s} under \${C(o.installed,"fault")}.\`}function Rn(e){return $("svg",{viewBox:"0 0 20 20","aria-hidden":"true",width:22,height:22},$("path",
{d:{valid:"M5 10.5 8.5 14 15 6.5",invalid:"M6 6 14 14M14 6 6 14",unknown:"M7.4 7.6A2.7 2.7 0 1 1 10 10.6V12M10 14.6v.2"}[e],fill:"none",stroke:"currentColor","s\\
troke-width":2.2,"stroke-linecap":"round","stroke-linejoin":"round"}))}function Ln({environment:e,environmentDescription:t}){return t.startsWith(e)?t:\`\${e}: \${t}\`}
function An(e){let t=/^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d)(?::\\d\\d)?(?:\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)?/.exec(e);if(t===null)return b(e);let[,n,o,r]=t;return\`\${n} \${o} \${r===
"Z"?"UTC":r??""}\`.trim()}function Fn(e){let{results:t}=e.data,{ok:n,fail:o,info:r}=t.operations,{installed:s,skipped:i,indeterminate:a}=t.faults,l=t.recoveries.
filter(u=>u.milliseconds!==null),c=l.toSorted((u,h)=>h.milliseconds-u.milliseconds)[0],d=t.recoveries.length-l.length;return m("div",{class:"tiles"},at("Operati\\
ons",M(n+o+r),En({ok:n,fail:o,info:r})),at("Faults installed",M(s),\`\${M(i)} skipped, \${M(a)} indeterminate\`),at("Elections",M(t.elections),C(t.terms,"term")),at(
"Slowest recovery",c===void 0?"\\u2013":H(c.milliseconds),d>0?\`\${M(d)} never recovered\`:c===void 0?"nothing was healed":\`after \${c.kind}\`),at("Checked in",H(t.linearizability.
milliseconds),\`\${C(t.linearizability.operations,"operation")}, model \${t.linearizability.model}\`))}function at(e,t,n){return m("div",{class:"tile"},m("span",{class:"\\
tile-label"},e),m("span",{class:"tile-number"},t),m("span",{class:"tile-under"},n))}function En(e){return m("span",{class:"shares"},...Object.entries(e).map(([t,
n])=>m("span",{class:"share"},m("span",{class:\`mark mark-\${t}\`}),\`\${M(n)} \${t}\`)))}function On(e){let{experiment:t,results:n}=e.data,o=[["System",t.system],["En\\
vironment",Ln(t),!0],["Seed",String(t.seed)],["Nodes",\`\${t.nodes.length} (\${V(t.nodes.join(", "),60)})\`],["Workload",\`\${t.workload}, checked as \${t.model}\`],["D\\
uration",\`\${O(e.duration)} (limit \${t.timeLimitSeconds} s)\`],["Load",\`\${C(t.concurrency,"process","processes")}, \${M(t.ratePerSecond)}/s\`],["Checks",\`linearizab\\
ility \${n.linearizability.verdict}, invariants \${n.invariants.verdict}\`,!0],["Nemeses",t.nemeses.length===0?"none":t.nemeses.join(", "),!0]];return m("dl",{class:"\\
facts"},...o.map(([r,s,i])=>m("div",i===!0?{class:"wide"}:{},m("dt",{},r),m("dd",{},b(s)))))}var Pn={ok:"ok",fail:"fail: did not happen",info:"info: nobody knows, end open"},Hn={partition:"partition",kill:"kill",pause:"pause",clock:"clock",other:"other \\
fault"};function Se({model:e}){let t=(o,r)=>m("span",{},m("span",{class:\`mark \${o}\`}),r),n=new Set(e.faults.map(o=>T(o.kind)));return m("p",{class:"legend"},...R.
map(o=>t(\`mark-\${o}\`,Pn[o])),m("span",{class:"shades"},m("span",{class:"mark shade-1"}),"read",m("span",{class:"mark shade-2"}),"write",m("span",{class:"mark sh\\
ade-3"}),"cas"),...Kt.filter(o=>n.has(o)).map(o=>t(\`fault-\${o}\`,Hn[o])),e.data.results.clocks.length>0&&m("span",{},m("span",{class:"line"}),"wall clock",m("spa\\
n",{class:"line dashed"}),"monotonic clock"))}function Ce(e,t){let n=0,o=f=>{let p={top:n,height:f};return n+=f,p},r=o(30),s=Wn(e.faults,e.duration);n+=s.length===0?0:20;let i={...o(s.length*22),laneHeight:22,
lanes:s},a=e.data.experiment.nodes;n+=20;let l={...o(a.length*18),laneHeight:18,names:a},c=e.data.results.clocks.length>0;n+=c?20:0;let d=c?o(72):void 0;n+=20;let u=Math.
max(1,Math.min(20,640/Math.max(1,t.length))),h={...o(Math.max(t.length*u,20)),rowHeight:u};return{axis:r,faults:i,nodes:l,clocks:d,rows:h,height:n+8}}function Wn(e,t){
let n=[];for(let o of e){let r=n.find(s=>(s.at(-1)?.to??t)<=o.from);r===void 0?n.push([o]):r.push(o)}return n}var A=52,Te=7,wt=class{element;#t;#e=document.createElement("canvas");#n;#r=0;#o;constructor(t){this.#n=t,this.#t=m("canvas",{class:"minimap-picture",attributes:{
"aria-hidden":"true"}}),this.element=m("div",{class:"minimap"},this.#t),t.view.onChange(()=>this.#d());for(let n of["theme","filter"])t.on(n,()=>this.#l());new ResizeObserver(
()=>this.#l()).observe(this.element),this.#y()}get#a(){return Math.max(1,this.#r-92-18)}#s(t){let{whole:n}=this.#n.view;return 92+(t-n.from)/(n.to-n.from)*this.#a}#i(t){
let{whole:n}=this.#n.view;return n.from+(t-92)/this.#a*(n.to-n.from)}#l(){this.#r=this.element.clientWidth,this.#r!==0&&(this.#m(),this.#d())}#m(){let{theme:t,model:n,
alarms:o}=this.#n,r=q(this.#e,this.#r,A);r.clearRect(0,0,this.#r,A);for(let s of n.faults){let[i,a]=[this.#s(s.from),this.#s(s.to??n.duration)],l=t.faults[T(s.kind)];
r.fillStyle=v(l,.13),r.fillRect(i,0,a-i,A),r.fillStyle=l,r.fillRect(i,0,Math.max(a-i-1,1),3)}this.#u(r),r.fillStyle=t.line,r.fillRect(92,A-1,this.#a,1),r.fillStyle=
t.alarm;for(let s of o){let i=this.#s((s.from+s.to)/2);r.fillRect(i-1,0,2,A),r.beginPath(),r.moveTo(i-5,0),r.lineTo(i+5,0),r.lineTo(i,8),r.fill()}}#u(t){let{model:n,
selection:o,theme:r}=this.#n,s=3,i=Math.ceil(this.#a/s),a=[new Uint32Array(i),new Uint32Array(i),new Uint32Array(i)];for(let c=0;c<n.count;c++){if(o.mask[c]!==1)
continue;let d=Math.floor((this.#s(n.start[c])-92)/s);a[n.outcome[c]][Math.min(Math.max(d,0),i-1)]+=1}let l=1;for(let c=0;c<i;c++)l=Math.max(l,a[0][c]+a[1][c]+a[2][c]);
for(let c=0;c<i;c++){let d=A-1;for(let[u,h]of a.entries()){if(h[c]===0)continue;let f=Math.max(h[c]/l*(A-10),1.5);t.fillStyle=v(r.outcomes[u][1],u===0?.7:1),t.fillRect(
92+c*s,d-f,s-1,f),d-=f}}}#d(){if(this.#r===0)return;let{theme:t,view:n}=this.#n,o=q(this.#t,this.#r,A);o.clearRect(0,0,this.#r,A),o.drawImage(this.#e,0,0,this.#r,
A);let[r,s]=[this.#s(n.from),this.#s(n.to)],[i,a]=[Math.max(r,92),Math.min(Math.max(s,r+2),92+this.#a)];n.isWhole||(o.fillStyle=v(t.surface,.68),o.fillRect(92,0,
i-92,A),o.fillRect(a,0,92+this.#a-a,A)),o.strokeStyle=t.ink3,o.lineWidth=1,o.beginPath(),o.roundRect(i+.5,.5,Math.max(a-i-1,2),A-1,4),o.stroke(),o.fillStyle=t.ink2;
for(let l of[i,a])o.beginPath(),o.roundRect(l-2,A/2-9,4,18,2),o.fill()}#c(t){let{view:n}=this.#n,[o,r]=[this.#s(n.from),this.#s(n.to)];return Math.abs(t-o)<=Te?
"from":Math.abs(t-r)<=Te?"to":!n.isWhole&&t>o&&t<r?"window":"new"}#y(){let t=this.#t,{view:n}=this.#n,o=s=>s.clientX-t.getBoundingClientRect().left;t.addEventListener(
"pointerdown",s=>{it(n),t.setPointerCapture(s.pointerId);let i=o(s);this.#o={what:this.#c(i),x:i,from:n.from,to:n.to}}),t.addEventListener("pointermove",s=>{let i=o(
s);this.#o===void 0?t.style.cursor=Bn[this.#c(i)]:n.show(this.#f(this.#o,i))});let r=s=>{let i=this.#o;if(this.#o=void 0,i?.what!=="new"||Math.abs(o(s)-i.x)>3)return;
let a=(i.to-i.from)/2,l=this.#i(i.x);n.show({from:l-a,to:l+a})};t.addEventListener("pointerup",r),t.addEventListener("pointercancel",()=>this.#o=void 0),t.addEventListener(
"dblclick",()=>n.show(n.whole))}#f(t,n){let o=this.#i(n)-this.#i(t.x),r=(s,i)=>({from:Math.min(s,i),to:Math.max(s,i)});switch(t.what){case"from":return r(t.from+
o,t.to);case"to":return r(t.from,t.to+o);case"window":return{from:t.from+o,to:t.to+o};case"new":return Math.abs(n-t.x)>3?r(this.#i(t.x),this.#i(n)):{from:t.from,
to:t.to}}}},Bn={from:"ew-resize",to:"ew-resize",window:"grab",new:"crosshair"};var Dn=160;function zn(e){let t=Math.max(e/Dn,1e-4),n=10**Math.floor(Math.log10(t));return n*([1,2,5,10].find(o=>o*n>=t)??10)}function Ot(e,{mask:t}){let n=zn(e.
duration/1e9),o=Math.floor(e.duration/1e9/n)+1,r=e.data.operations,s=R.map(()=>new Float64Array(o+1)),i=r.functions.map(()=>Array.from({length:o},()=>[]));for(let a=0;a<
e.count;a++){let l=r.duration[a];if(t[a]!==1||l<0)continue;let c=Math.min(Math.floor(e.end[a]/1e9/n),o-1);s[e.outcome[a]][c]+=1/n,e.outcome[a]===K&&i[e.f[a]][c].
push(l/1e6)}for(let a of s)a[o]=a[o-1];return{width:n,seconds:Float64Array.from({length:o+1},(a,l)=>l*n),rates:s,quantiles:i.map(a=>{for(let l of a)l.sort((c,d)=>c-
d);return{p50:a.map(l=>kt(l,.5)),p99:a.map(l=>kt(l,.99))}})}}function kt(e,t){return e[Math.max(0,Math.ceil(e.length*t)-1)]??null}function vt(e,t,n){let o=(t-e)/Math.max(1,n),r=10**Math.floor(Math.log10(o)),s=([1,2,5,10].find(a=>a*r>=o)??10)*r,i=[];for(let a=Math.ceil(e/s);a*s<=t;a++)i.push(
a*s);return{step:s,at:i}}var Pt=globalThis.uPlot;function Mt(e,t,n){let{view:o,model:r}=e,s=new Pt({width:Math.max(t.clientWidth,200),height:n.height,padding:[8,18,0,0],legend:{show:!1},
cursor:{y:!1,points:{show:!1},drag:{x:!0,y:!1,setScale:!1},bind:{dblclick:()=>()=>(o.show(o.whole),null)}},scales:{x:{time:!1,auto:!1,range:()=>[o.from/1e9,o.to/
1e9]},y:n.y},axes:[In(e),{...$e(e),size:92,...n.yAxis}],series:[{},...n.series],hooks:{drawClear:[i=>Vn(e,i)],drawAxes:n.draw===void 0?[]:[n.draw],setSelect:[i=>{
if(i.select.width<4)return;let[a,l]=[i.select.left,i.select.width];o.show({from:i.posToVal(a,"x")*1e9,to:i.posToVal(a+l,"x")*1e9}),i.setSelect({left:0,top:0,width:0,
height:0},!1)}],setCursor:[i=>{if(n.hover(i.cursor.idx??void 0),i.cursor.event===void 0)return;let a=i.cursor.left??-1;e.setCursor(a<0?void 0:i.posToVal(a,"x")*
1e9)}]}},void 0,t);return s.over.addEventListener("pointerleave",()=>e.setCursor(void 0)),Nn(e,t,s,r.duration),s}function Nn(e,t,n,o){let{view:r}=e,s=!1;r.onChange(
()=>{s||(s=!0,requestAnimationFrame(()=>{s=!1,n.setScale("x",{min:r.from/1e9,max:r.to/1e9})}))}),e.on("theme",()=>n.redraw(!1,!0)),e.on("cursor",()=>{let i=e.cursor,
a=i===void 0||i>o*2?-10:n.valToPos(i/1e9,"x");Math.abs((n.cursor.left??-10)-a)<.5||(delete n.cursor.event,n.setCursor({left:a,top:a<0?-10:10}))}),new ResizeObserver(
()=>{let i=t.clientWidth;i>0&&i!==n.width&&n.setSize({width:i,height:n.height})}).observe(t)}function $e(e){return{stroke:()=>e.theme.ink2,font:\`11px \${e.theme.
font}\`,grid:{stroke:()=>e.theme.lineSoft,width:1},ticks:{show:!1},gap:8}}function In(e){let t=1e9;return{...$e(e),size:26,gap:6,splits:(n,o,r,s)=>{let i=vt(r*1e9,
s*1e9,(e.theme,(n.width-92-18)/110));return t=i.step,i.at.map(a=>a/1e9)},values:(n,o)=>o.map(r=>x(Math.abs(r*1e9)<t/2?0:r*1e9,t))}}function Vn({model:e,theme:t},n){
let{ctx:o,bbox:r}=n;o.save(),o.beginPath(),o.rect(r.left,r.top,r.width,r.height),o.clip();for(let s of e.faults){let i=n.valToPos(s.from/1e9,"x",!0),a=n.valToPos(
(s.to??e.duration)/1e9,"x",!0),l=t.faults[T(s.kind)];o.fillStyle=v(l,.09),o.fillRect(i,r.top,a-i,r.height),o.fillStyle=l,o.fillRect(i,r.top,Math.max(a-i-1,1),2*
(window.devicePixelRatio||1))}o.restore()}function Le(e,t,n){let{model:o}=e,{functions:r}=o.data.operations,s="points",[i,a]=jn(e),l=Mt(e,t,{height:220,series:r.flatMap((c,d)=>[[],[4,3]].map(u=>({stroke:()=>e.
theme.functions[d%e.theme.functions.length],width:u.length===0?2:1.5,dash:u,points:{show:!1},spanGaps:!1,show:!1}))),y:{distr:3,log:10,range:()=>[i,a]},yAxis:{grid:{
stroke:()=>e.theme.lineSoft,width:1,filter:Re},values:(c,d)=>Re(c,d).map(u=>u===null?null:H(u))},draw:c=>{s==="points"&&Un(e,c)},hover:n});return{update:(c,d)=>{
s=d,l.setData([c.seconds,...c.quantiles.flatMap(({p50:u,p99:h})=>[[...u,null],[...h,null]])],!1);for(let u=1;u<=r.length*2;u++)l.setSeries(u,{show:s==="quantile\\
s"});l.redraw()}}}function Re(e,t){return t.map(n=>Number.isInteger(Math.round(Math.log10(n)*1e6)/1e6)?n:null)}function jn({model:e}){let[t,n]=[1/0,0];for(let r=0;r<
e.count;r++){let s=e.data.operations.duration[r]/1e6;s<=0||(t=Math.min(t,s),n=Math.max(n,s))}if(t>n)return[1,1e3];let o=10**Math.floor(Math.log10(t));return[o,Math.
max(10**Math.ceil(Math.log10(n)),o*10)]}function Un({model:e,selection:t,theme:n,view:o},r){let{ctx:s,bbox:i}=r,l=2*(window.devicePixelRatio||1),c=Math.ceil(i.width/
l)+1,d=Math.ceil(i.height/l)+1,u=new Uint8Array(c*d),h=i.width/o.span,{min:f,max:p}=r.scales.y,[y,g]=[Math.log10(f),Math.log10(p)],F=e.data.operations.duration;
s.save();for(let z of[0,2,1])for(let L=X(e.start,o.from);L<e.count&&e.start[L]<=o.to;L++){let Q=F[L],N=e.outcome[L];if(t.mask[L]!==1||N!==z||Q<=0)continue;let Nt=Math.
floor((e.start[L]-o.from)*h/l),Qe=(Math.log10(Q/1e6)-y)/(g-y),It=Math.floor((1-Qe)*i.height/l),Vt=It*c+Nt;if(u[Vt]===N+1)continue;u[Vt]=N+1,s.fillStyle=N===K?n.
functions[e.f[L]%n.functions.length]:n.outcomes[N][1];let jt=N===K?l:l*1.5;s.fillRect(i.left+Nt*l,i.top+It*l,jt,jt)}s.restore()}function Ae(e,t,n){let o=s=>e.theme.outcomes[s][1],r=Mt(e,t,{height:150,series:R.map((s,i)=>({stroke:()=>o(i),fill:()=>v(o(i),.14),width:1.75,paths:Pt.paths.stepped(
{align:1}),points:{show:!1}})),y:{range:(s,i,a)=>[0,Math.max(a*1.08,1)]},yAxis:{values:(s,i)=>i.map(a=>\`\${a}/s\`),space:34},hover:n});return{update:s=>{r.setData(
[s.seconds,...s.rates],!1),r.redraw()}}}function Ee(e){let{functions:t}=e.model.data.operations,n=Fe("Latency of operations over time, on a logarithmic scale"),o=Fe("Completed operations per second ov\\
er time"),r=m("p",{class:"readout"}),s=m("p",{class:"readout"}),i="points",a=()=>{},l=["points","quantiles"].map(f=>S(f==="points"?"Points":"Median and p99",()=>{
i=f,a()},{class:"chip"})),c=m("p",{class:"legend"}),d=()=>{l.forEach((f,p)=>f.setAttribute("aria-pressed",String(p===0==(i==="points")))),c.replaceChildren(...Kn(
t,i))};return d(),{element:E("plots","Latency and rate","Faults are shaded as above. Drag across a plot to zoom everything; filters apply here too.",m("div",{class:"\\
plot-head"},m("h3",{},"Latency"),m("span",{class:"group"},...l),c,r),n,m("div",{class:"plot-head"},m("h3",{},"Rate"),m("p",{class:"legend"},...R.map(f=>m("span",
{},m("span",{class:\`mark mark-\${f}\`}),f))),s),o),start:()=>{let f=Ot(e.model,e.selection),p=Le(e,n,g=>{r.textContent=g===void 0?"":Gn(t,f,g)}),y=Ae(e,o,g=>{s.textContent=
g===void 0?"":qn(f,g)});a=()=>{d(),p.update(f,i),y.update(f)},a(),e.on("filter",()=>{f=Ot(e.model,e.selection),a()})}}}function Kn(e,t){let n=(o,r)=>m("span",{},
m("span",{class:o}),r);return[...e.map((o,r)=>n(\`mark function-\${r%7+1}\`,o)),...t==="points"?[n("mark mark-fail","fail"),n("mark mark-info","info")]:[n("line","\\
median"),n("line dashed","p99")]]}function Fe(e){return m("div",{class:"plot",attributes:{role:"img","aria-label":e}})}function Gn(e,t,n){let o=e.flatMap((r,s)=>{
let{p50:i,p99:a}=t.quantiles[s],[l,c]=[i[n],a[n]];return l==null||c===null||c===void 0?[]:[\`\${r} \${H(l)} / \${H(c)}\`]});return o.length===0?"":\`\${Oe(t,n)}  p50 /\\
 p99:  \${o.join("   ")}\`}function qn(e,t){let n=R.map((o,r)=>\`\${Math.round(e.rates[r][t])} \${o}\`);return\`\${Oe(e,t)}  per second:  \${n.join("   ")}\`}function Oe(e,t){
return x(e.seconds[t]*1e9,e.width*1e9)}var Xn=280;function Pe(e){let{canvas:t,context:n}=e,{view:o}=n,r=new Map,s,i=l=>{let c=t.getBoundingClientRect();return{x:l.clientX-c.left,y:l.clientY-c.top}};t.
addEventListener("pointerdown",l=>{if(l.button!==0)return;it(o);let c=i(l);r.set(l.pointerId,c),t.setPointerCapture(l.pointerId),s={point:c,from:o.from,to:o.to,
moved:r.size>1,chooses:l.shiftKey}}),t.addEventListener("pointermove",l=>{let c=i(l);if(r.size===2&&r.has(l.pointerId)){Yn(e,r,l.pointerId,c);return}if(s===void 0||
!r.has(l.pointerId)){e.hover(c);return}let d=c.x-s.point.x;if(!s.moved&&Math.abs(d)<4)return;if(s.moved=!0,e.hover(void 0),s.chooses){let[h,f]=[e.timeAt(s.point.
x),e.timeAt(c.x)];e.choose({from:Math.min(h,f),to:Math.max(h,f)});return}let u=-d/e.plotWidth*(s.to-s.from);o.show({from:s.from+u,to:s.to+u})});let a=l=>{r.delete(
l.pointerId);let c=s;if(s=void 0,e.choose(void 0),c===void 0||l.type==="pointercancel")return;let d=i(l);if(!c.moved)e.pinAt(d);else if(c.chooses){let[u,h]=[e.timeAt(
c.point.x),e.timeAt(d.x)];e.show({from:Math.min(u,h),to:Math.max(u,h)})}};t.addEventListener("pointerup",a),t.addEventListener("pointercancel",a),t.addEventListener(
"pointerleave",()=>e.hover(void 0)),t.addEventListener("dblclick",l=>{e.show(o.zoomed(.25,e.timeAt(i(l).x)))}),_n(e,i)}function _n(e,t){let{view:n}=e.context,o=-1/0;
window.addEventListener("wheel",r=>{e.canvas.contains(r.target)||(o=r.timeStamp)},{passive:!0}),e.canvas.addEventListener("wheel",r=>{let s=r.timeStamp-o<Xn&&!r.
ctrlKey,i=n.isWhole&&r.deltaY>0&&Math.abs(r.deltaY)>=Math.abs(r.deltaX);if(s||i&&!r.ctrlKey){o=r.timeStamp;return}r.preventDefault(),it(n);let a=r.deltaMode===WheelEvent.
DOM_DELTA_LINE?16:1;if(r.shiftKey||Math.abs(r.deltaX)>Math.abs(r.deltaY)){n.show(n.panned((r.deltaX||r.deltaY)*a/e.plotWidth));return}let l=r.ctrlKey?.01:.0022,
c=e.timeAt(Math.max(t(r).x,92));n.show(n.zoomed(Math.exp(r.deltaY*a*l),c))},{passive:!1})}function Yn(e,t,n,o){let{view:r}=e.context,s=[...t].find(([c])=>c!==n)?.[1],
i=t.get(n);if(s===void 0||i===void 0)return;let[a,l]=[Math.abs(i.x-s.x),Math.abs(o.x-s.x)];t.set(n,o),!(a<8||l<8)&&r.show(r.zoomed(a/l,e.timeAt(s.x)))}function Ht(e,t){switch(t.kind){case"operation":return Zn(e,t.number);case"fault":return Qn(e,t.fault);case"reign":{let{node:n,term:o,from:r,to:s}=t.reign;return{
heading:\`\${n} leads in term \${o}\`,mark:"mark-reign",facts:[["from",x(r)],["to",x(s)],["for",O(s-r)]]}}case"clock":{let{node:n,time:o,wallOffsetMs:r,monotonicOffsetMs:s}=t.
sample;return{heading:\`Clocks of \${n}\`,mark:"mark-clock",facts:[["at",x(o)],["wall clock",I(r)],["monotonic clock",\`\${I(s)} since the node started\`]]}}case"note":
return{heading:t.note.description,mark:"mark-note",facts:Bt([["at",x(t.note.time)],["node",t.note.node],["term",t.note.term?.toString()]])}}}function Zn(e,t){let n=D(
e,t),o=ft(e,n.start,n.end),r=n.f==="cas",s=i=>x(i,1e3);return{heading:W(n),mark:\`mark-\${n.outcome}\`,facts:Bt([["outcome",Xt(n)],["error",n.error===void 0?void 0:
V(b(n.error),200)],["process",String(n.process)],["function",n.f],["key",U(n.key)],[r?"expected \\u2192 new":"value",n.value===null?void 0:P(n.value)],["result",
n.outcome==="ok"?Jn(n):void 0],["value there",n.current===void 0?void 0:P(n.current)],["invoked",s(n.start)],["completed",n.completed?s(n.end):"never"],["took",
n.completed?O(n.end-n.start):void 0],["node",n.node],["revision",n.revision===void 0?void 0:M(n.revision)],["during",o.length===0?void 0:o.map(i=>i.description).
join("; ")],["history",\`event \${n.index}\`]])}}function Jn({f:e,result:t}){if(e==="cas")return t===!0?"matched":"refused";if(e==="read"||e==="get")return P(t)}function Qn(e,t){
let n=t.to??e.duration;return{heading:t.description,mark:"mark-fault",facts:Bt([["kind",t.kind],["nodes",t.nodes.join(", ")],["status",t.status],["reason",t.status===
"installed"?void 0:t.reason],["from",x(t.from)],["to",t.to===null?"never healed":x(t.to)],["for",O(n-t.from)],["measured",Wt(t.measured)]])}}function Wt(e){return Object.
entries(e??{}).map(([t,n])=>\`\${t.replace(/Ms$/,"").replace(/(?<=[a-z])[A-Z]/g,r=>\` \${r.toLowerCase()}\`)} \${typeof n=="number"?to(n):String(n)}\${t.endsWith("Ms")?
" ms":""}\`).join(", ")}function to(e){return M(Math.abs(e)<100?Math.round(e*100)/100:Math.round(e))}function Bt(e){return e.filter(t=>t[1]!==void 0&&t[1]!=="").
map(([t,n])=>[t,b(n)])}function He(e){return[e.heading,...e.facts.map(([t,n])=>\`\${t} \${n}\`)].join(", ")}function lt(e,t,n){return m("div",{class:n.length>14?"table tall":"table",attributes:{tabindex:"0",role:"region","aria-label":e}},m("table",{},m("caption",{class:"\\
visually-hidden"},e),m("thead",{},m("tr",{},...t.map(o=>m("th",{...We(o),attributes:{scope:"col"}},o.name)))),m("tbody",{},...n.map(o=>m("tr",{},...t.map(r=>m("\\
td",We(r),r.cell(o)??"\\u2013")))))))}function We(e){return e.number===!0?{class:"number"}:{}}function Be(e,t){return[eo(e,t),m("div",{class:"columns"},oo(e),ro(e,t)),...so(e)]}function De(e,t,n){return S(x(t),()=>e.showOperations([],gt(t,n)),{class:"lin\\
k",attributes:{"aria-label":\`Show \${x(t)} in the timeline\`}})}function eo({model:e},t){let{windows:n}=e.data.results.faults,o=new Map(e.data.results.recoveries.
map(s=>[s.faultId,s])),r=[{name:"Kind",cell:s=>m("span",{class:"kind"},m("span",{class:\`mark fault-\${T(s.kind)}\`}),s.kind)},{name:"Nodes",cell:s=>b(s.nodes.join(
", "))},{name:"What happened",cell:s=>b(s.description)},{name:"From",number:!0,cell:s=>De(t,s.from,s.to??e.duration)},{name:"Lasted",number:!0,cell:s=>s.to===null?
"to the end":O(s.to-s.from)},{name:"Recovered in",number:!0,cell:s=>{let i=o.get(s.id);if(i!==void 0)return i.milliseconds===null?"never":H(i.milliseconds)}},{name:"\\
Status",cell:s=>m("span",{class:\`status-\${s.status}\`},no(s))},{name:"Measured",cell:s=>b(Wt(s.measured))||void 0}];return E("faults","Faults and recoveries","Re\\
covery is the time from a heal to the first operation that succeeded and was invoked after it.",n.length===0?m("p",{},"No faults were scheduled."):lt("Faults",r,
n))}function no({status:e,reason:t}){return e==="installed"||t===void 0?e:\`\${e}: \${b(t)}\`}function oo({model:e}){let t=e.data.operations,n=t.functions.map((r,s)=>{
let i=[0,0,0],a=[];for(let l=0;l<e.count;l++)e.f[l]===s&&(i[e.outcome[l]]+=1,e.outcome[l]===K&&a.push(t.duration[l]));return a.sort((l,c)=>l-c),{name:r,counts:i,
took:a}}),o=r=>s=>{let i=kt(s.took,r);return i===null?void 0:O(i)};return E("operations","Operations by function","Latencies are of operations that succeeded.",
lt("Operations by function",[{name:"Function",cell:r=>r.name},{name:"ok",number:!0,cell:r=>M(r.counts[0])},{name:"fail",number:!0,cell:r=>M(r.counts[1])},{name:"\\
info",number:!0,cell:r=>M(r.counts[2])},{name:"p50",number:!0,cell:o(.5)},{name:"p99",number:!0,cell:o(.99)},{name:"max",number:!0,cell:o(1)}],n))}function ro({
model:e},t){let n=e.data.results.reigns.toSorted((o,r)=>o.from-r.from);return E("reigns","Leaders","As the nodes told it. A leader that is cut off may believe i\\
n itself for a while.",n.length===0?m("p",{},"No leader was seen."):lt("Leaders",[{name:"Term",number:!0,cell:o=>M(o.term)},{name:"Leader",cell:o=>b(o.node)},{name:"\\
From",number:!0,cell:o=>De(t,o.from,o.to)},{name:"Led for",number:!0,cell:o=>O(o.to-o.from)}],n))}function so({model:e}){if(e.data.results.clocks.length===0)return[];
let n=e.clocks.map(({node:o,lives:r})=>{let s=r.flat(),i=l=>{let c=s.toSorted((d,u)=>Math.abs(u[l])-Math.abs(d[l]))[0];return c===void 0?void 0:\`\${I(c[l])} at \${x(
c.time)}\`},a=s.at(-1);return{node:o,readings:s.length,wall:i("wallOffsetMs"),monotonic:i("monotonicOffsetMs"),last:a===void 0?void 0:I(a.wallOffsetMs)}});return[
E("clocks","Clock readings","A node's clocks less the host's, as measured during the run; of a monotonic clock, how that changed since its process started.",lt(
"Clock readings",[{name:"Node",cell:o=>b(o.node)},{name:"Readings",number:!0,cell:o=>M(o.readings)},{name:"Wall clock, farthest",number:!0,cell:o=>o.wall},{name:"\\
Monotonic clock, farthest",number:!0,cell:o=>o.monotonic},{name:"Wall clock, last",number:!0,cell:o=>o.last}],n))]}function ze(e,t){let{ctx:n,theme:o,model:r}=e,s=t.axis.height;for(let i of r.faults){let a=j(e,i.from,i.to??r.duration);if(a===void 0)continue;let l=o.faults[T(
i.kind)];n.fillStyle=v(l,.075),n.fillRect(a.x,s,a.width,t.height-s),n.fillStyle=v(l,.28),i.from>=e.from&&n.fillRect(Math.round(a.x),s,1,t.height-s),i.to!==null&&
i.to<=e.to&&n.fillRect(Math.round(a.x+a.width),s,1,t.height-s)}}function Ne(e,t){let{ctx:n,theme:o}=e,{step:r,at:s}=vt(e.from,e.to,(e.right-e.left)/110);n.font=
\`11px \${o.font}\`,n.textAlign="center",n.textBaseline="middle";for(let i of s){let a=Math.round(w(e,i))+.5;n.fillStyle=o.lineSoft,n.fillRect(a-.5,t.axis.height-5,
1,t.height-t.axis.height+5),n.fillStyle=o.ink2;let l=x(Math.abs(i)<r/2?0:i,r),c=n.measureText(l).width/2;n.fillText(l,Math.min(a,e.right+18-c),13)}n.fillStyle=o.
line,n.fillRect(e.left,t.axis.height-1,e.right-e.left,1)}function Ie(e,t,n){let{ctx:o,theme:r}=e,s=(a,l)=>{o.fillStyle=r.lineSoft,o.fillRect(0,Math.round(l-20),
e.right,1),o.fillStyle=r.ink3,o.font=\`600 10.5px \${r.font}\`,o.textAlign="left",o.textBaseline="middle",o.fillText(a,0,l-9)};t.faults.height>0&&s("Faults",t.faults.
top),s("Leaders, by term",t.nodes.top),t.clocks!==void 0&&s("Clock offsets",t.clocks.top);let i=n.some(a=>a.processes.length>1);s(i?\`Processes, mod \${n.length}\`:
"Processes",t.rows.top)}var Ve=20;function Ke(e,{clocks:t}){if(t===void 0)return;let{ctx:n,theme:o,model:r}=e,s=ct(r.clockSamples,t);for(let i of s.marks){let a=Math.round(s.y(i))+.5;n.
fillStyle=i===0?o.line:o.lineSoft,n.fillRect(e.left,a-.5,e.right-e.left,1)}r.clocks.forEach((i,a)=>{n.strokeStyle=o.nodes[a%o.nodes.length];for(let l of i.lives){
let c=io(e,l);Ue(e,c,d=>s.y(d.wallOffsetMs),[]),Ue(e,c,d=>s.y(d.monotonicOffsetMs),[2,3])}})}function io(e,t){let n=t.findIndex(s=>s.time>=e.from),o=t.findIndex(
s=>s.time>e.to),r=n===-1?t.length-1:n-1;return t.slice(Math.max(0,r),o===-1?t.length:o+1)}function ct(e,t){let n=d=>Math.sign(d)*Math.log10(1+Math.abs(d)/Ve),[o,
r]=[0,Ve];for(let{wallOffsetMs:d,monotonicOffsetMs:u}of e)o=Math.min(o,d,u),r=Math.max(r,d,u);[o,r]=[je(o),je(r)];let[s,i]=[n(o),n(r)],a=t.height-16,l=d=>t.top+
8+(i-n(d))/(i-s)*a,c=[r,0,o].filter(d=>d===0||Math.abs(l(d)-l(0))>12);return{y:l,marks:[...new Set(c)]}}function je(e){let t=Math.abs(e);if(t===0)return 0;let n=10**
Math.floor(Math.log10(t));return Math.sign(e)*n*([1,2,5,10].find(o=>o*n>=t)??10)}function Ue(e,t,n,o){let{ctx:r}=e;r.beginPath(),t.forEach((s,i)=>{let a=t[i===0?
1:i-1],l=ao(e,s,a,n);r.lineTo(l.x,l.y)}),r.lineWidth=o.length===0?1.75:1.25,r.lineJoin="round",r.setLineDash(o),r.stroke(),r.setLineDash([])}function ao(e,t,n,o){
let r=w(e,t.time),s=Math.min(Math.max(r,e.left-20),e.right+20);if(n===void 0||s===r)return{x:r,y:o(t)};let i=(s-r)/(w(e,n.time)-r);return{x:s,y:o(t)+(o(n)-o(t))*
i}}function Ge(e,t,n){let{theme:o,model:r,ctx:s}=e,{nodes:i,clocks:a}=t;if(i.names.forEach((u,h)=>{let f=i.top+h*i.laneHeight;s.fillStyle=o.nodes[h%o.nodes.length],
s.fillRect(84,f+3,3,i.laneHeight-6),Dt(e,u,f+i.laneHeight/2)}),a!==void 0){let u=ct(r.clockSamples,a);for(let h of u.marks)Dt(e,h===0?"0":I(h),u.y(h))}let{rowHeight:l,
top:c}=t.rows,d=[1,2,5,10,20,50].find(u=>u*l>=11)??100;for(let u=0;u<n.length;u+=d)Dt(e,n[u].label,c+(u+.5)*l)}function Dt(e,t,n){let{ctx:o,theme:r}=e;o.fillStyle=
r.ink2,o.font=\`11px \${r.font}\`,o.textAlign="right",o.textBaseline="middle",o.fillText(t,78,n,72)}function qe(e,{nodes:t}){t.names.forEach((n,o)=>{let r=t.top+o*t.laneHeight;lo(e,n,r,t.laneHeight)})}function lo(e,t,n,o){let{ctx:r,theme:s,model:i}=e;r.fillStyle=
s.lineSoft,r.fillRect(e.left,n+o-1,e.right-e.left,1),r.font=\`11px \${s.font}\`,r.textAlign="center",r.textBaseline="middle";for(let a of i.data.results.reigns){if(a.
node!==t)continue;let l=j(e,a.from,a.to);l!==void 0&&(r.fillStyle=s.terms[a.term%s.terms.length],r.fillRect(l.x,n+1,l.width,o-3),co(e,a.term,l.x,l.width,n+o/2))}
for(let a of i.faults){if(!a.nodes.includes(t))continue;let l=j(e,a.from,a.to??i.duration);l!==void 0&&(r.fillStyle=s.faults[T(a.kind)],r.fillRect(l.x,n+o-4,l.width,
3))}}function co(e,t,n,o,r){let{ctx:s,theme:i}=e,a=[\`term \${t}\`,String(t)].find(l=>s.measureText(l).width+6<=o);a!==void 0&&(s.fillStyle=i.ink,s.fillText(a,n+o/
2,r-.5))}var mo=2,Xe=72;function _e(e,t,n){let o=new zt(e),{top:r,rowHeight:s}=t.rows;n.rows.forEach((i,a)=>{let l=s>=8?2:s>=4?.5:0;uo(e,n,i,o,r+a*s+l,s-2*l)})}var zt=class{#t;#e;#n;constructor(t){
let n=Math.ceil((t.right-t.left)*t.ratio)+2;this.#t=new Uint8Array(n),this.#e=new Float32Array(n),this.#n=t}add(t,n,o){let{left:r,ratio:s}=this.#n,i=Math.floor(
(t-r)*s);i<0||i>=this.#t.length||(this.#t[i]<=o&&(this.#t[i]=o+1),o>0&&(this.#e[i]+=Math.max(n*s,.12)))}paint(t,n,o){let{ctx:r,left:s,ratio:i}=this.#n,a=0,l=0;for(let c=0;c<=
this.#t.length;c++){let d=this.#t[c]??0,u=d<=1?d*we:ke(d-2,this.#e[c]);u!==a&&(a!==0&&(r.fillStyle=t.cells[a],r.fillRect(s+l/i,n,(c-l)/i,o)),a=u,l=c)}this.#t.fill(
0),this.#e.fill(0)}};function uo(e,t,n,o,r,s){let{model:i,left:a,from:l,to:c,scale:d}=e,{operations:u}=n,h=!1;for(let f=bt(i,n,l);f<u.length;f++){let p=u[f],y=i.
start[p];if(y>c)break;let g=a+(y-l)*d,F=(i.end[p]-y)*d,z=t.mask[p]===1;if(F<mo?(o.add(g,F,z?i.outcome[p]+1:0),h=!0):fo(e,t,p,g,F,r,s),i.outcome[p]===et&&z&&d>1e-8){
let L=u[f+1],Q=g+Math.max(F,1),N=L===void 0?Xe:w(e,i.start[L])-Q-2;ho(e,t,p,Q,Math.min(N,Xe),r+s/2)}}h&&o.paint(t.shades,r,s)}function fo(e,{shades:t,mask:n},o,r,s,i,a){
let{ctx:l,model:c,ratio:d}=e,u=Math.max(Math.round(r*d)/d,e.left-4),h=s>6?1:0,f=Math.min(Math.max(Math.round((r+s)*d)/d-h,u+1),e.right+4);if(f<=u)return;let p=c.
outcome[o],y=c.f[o],g=n[o]===1,F=g?t.wide[p][y]:t.dim,z=p===Yt&&g&&s>5&&a>5;if(l.fillStyle=z?v(F,.3):F,l.fillRect(u,i,f-u,a),z&&(l.strokeStyle=F,l.lineWidth=1.5,
l.strokeRect(u+.75,i+.75,Math.max(f-u-1.5,.5),a-1.5)),f-u<34||a<12)return;l.fillStyle=g?z?e.theme.ink:t.text[p][y]:e.theme.ink3,l.font=\`11px \${e.theme.font}\`,l.
textAlign="left",l.textBaseline="middle";let L=Math.max(u,e.left)+5;dt(l,W(D(c,o)),L,i+a/2+.5,f-L-3)}function ho(e,{shades:t},n,o,r,s){if(r<4||o+r<e.left||o>e.right)
return;let{ctx:i,model:a}=e,l=t.wide[et][a.f[n]],c=i.createLinearGradient(o,0,o+r,0);c.addColorStop(0,l),c.addColorStop(1,v(l,0)),i.fillStyle=c,i.fillRect(o,s-1.5,
r,3)}function Ye(e,t,{from:n,to:o}){let{ctx:r,theme:s}=e,i=w(e,n);r.fillStyle=v(s.accent,.18),r.fillRect(i,0,w(e,o)-i,t.height)}function Ze(e,t,n){if(n===void 0||n<e.
from||n>e.to)return;let{ctx:o,theme:r}=e,s=Math.round(w(e,n));o.fillStyle=r.ink3,o.fillRect(s,t.axis.height-8,1,t.height);let i=x(n,(e.to-e.from)/1e3);o.font=\`1\\
1px \${r.font}\`;let a=o.measureText(i).width+10,l=Math.min(Math.max(s-a/2,92),e.right-a);o.fillStyle=r.surface,o.fillRect(l-28,3,a+56,20),o.fillStyle=r.ink,o.beginPath(),
o.roundRect(l,4,a,18,4),o.fill(),o.fillStyle=r.surface,o.textAlign="left",o.textBaseline="middle",o.fillText(i,l+5,13.5)}var J=5;function Je(e,t,n,o,r,s){if(r<e.left-J||r>e.right+J)return;let i=e.from+(r-e.left)/e.scale,a=d=>d!==void 0&&s>=d.top&&s<d.top+d.height;if(a(t.axis))return po(
e,r);if(a(t.faults))return yo(e,t,i,s);if(a(t.nodes))return go(e,t,i,s);if(a(t.clocks))return bo(e,t,r,s);if(!a(t.rows))return;let l=n[Math.floor((s-t.rows.top)/
t.rows.rowHeight)],c=l===void 0?void 0:xo(e,l,o,i);return c===void 0?void 0:{kind:"operation",number:c}}function po(e,t){let n=e.model.data.notes.map(o=>({note:o,
distance:Math.abs(w(e,o.time)-t)})).filter(({distance:o})=>o<=J).toSorted((o,r)=>o.distance-r.distance)[0];return n===void 0?void 0:{kind:"note",note:n.note}}function yo(e,{
faults:t},n,o){let r=t.lanes[Math.floor((o-t.top)/t.laneHeight)],s=J/e.scale,i=r?.find(({from:a,to:l})=>a-s<=n&&n<=(l??e.model.duration)+s);return i===void 0?void 0:
{kind:"fault",fault:i}}function go(e,{nodes:t},n,o){let r=t.names[Math.floor((o-t.top)/t.laneHeight)],s=J/e.scale,i=e.model.data.results.reigns.filter(({node:l,
from:c,to:d})=>l===r&&c-s<=n&&n<=d+s).at(-1);if(i!==void 0)return{kind:"reign",reign:i};let a=e.model.faults.find(({nodes:l,from:c,to:d})=>r!==void 0&&l.includes(
r)&&c<=n&&n<=(d??e.model.duration));return a===void 0?void 0:{kind:"fault",fault:a}}function bo(e,{clocks:t},n,o){if(t===void 0)return;let r=e.model.clockSamples,
s=ct(r,t),i;for(let a of r){let l=Math.hypot(w(e,a.time)-n,s.y(a.wallOffsetMs)-o);l<14&&l<(i?.distance??1/0)&&(i={sample:a,distance:l})}return i===void 0?void 0:
{kind:"clock",sample:i.sample}}function xo(e,t,n,o){let{model:r}=e,s=J/e.scale,i;for(let a=bt(r,t,o-s);a<t.operations.length;a++){let l=t.operations[a],c=r.start[l];
if(c>o+s)break;let d=Math.max(c-o,o-r.end[l],0);if(d>s)continue;let u=d/s+(n[l]===1?0:2)-r.outcome[l]*.2;(i===void 0||u<i.score)&&(i={number:l,score:u})}return i?.
number}var St=class{element;#t;#e;constructor(t){this.#t=t,this.element=m("div",{class:"tooltip",attributes:{role:"tooltip",hidden:""}})}hide(){this.element.hidden=!0,
this.#e=void 0}show(t,n,o,r,s,i){(t!==this.#e||this.element.classList.contains("pinned")!==o)&&(this.#n(n,o),this.#e=t),this.element.hidden=!1;let{offsetWidth:a,
offsetHeight:l}=this.element,c=r+16+a<=i?r+16:r-16-a,d=window.innerHeight-(this.element.parentElement?.getBoundingClientRect().top??0),u=Math.min(s+14,d-l-8);this.
element.style.left=\`\${Math.max(0,c)}px\`,this.element.style.top=\`\${Math.max(0,u)}px\`}#n(t,n){this.element.classList.toggle("pinned",n),this.element.replaceChildren(
m("div",{class:"tooltip-head"},m("span",{class:\`mark \${t.mark}\`}),m("strong",{},t.heading),n&&S("\\xD7",this.#t,{class:"close",attributes:{"aria-label":"Close"}})),
m("dl",{},...t.facts.flatMap(([o,r])=>[m("dt",{},o),m("dd",{},r)])))}};var wo=12,Ct=class{element;canvas;context;lanes;#t;#e;#n;#r;#o=0;#a=!1;#s=!0;#i;#l;#m;#u=[];constructor(t){this.context=t,this.lanes=Ce(t.model,t.rows),this.#r=
new Int32Array(t.model.count),t.rows.forEach((n,o)=>{for(let r of n.operations)this.#r[r]=o}),this.canvas=m("canvas",{class:"timeline-picture",attributes:{tabindex:"\\
0",role:"application","aria-label":this.#k(),"aria-describedby":"keys"}}),this.#t=m("canvas",{class:"timeline-overlay",attributes:{"aria-hidden":"true"}}),this.#e=
m("div",{class:"visually-hidden",attributes:{"aria-live":"polite"}}),this.#n=new St(()=>this.unpin()),this.element=m("div",{class:"timeline"},this.canvas,this.#t,
this.#n.element,this.#e),t.view.onChange(()=>this.redraw()),t.on("theme",()=>this.#d()),t.on("filter",()=>this.redraw()),t.on("cursor",()=>this.#c()),new ResizeObserver(
()=>this.#y()).observe(this.element)}get pinned(){return this.#l?.target}get plotWidth(){return Math.max(this.#o-92-18,1)}timeAt(t){let{view:n}=this.context;return n.
from+(t-92)/this.plotWidth*n.span}redraw(){this.#s=!0,this.#c()}show(t){le(this.context.view,t,$t())}showOperations(t,n){this.#u=t,this.show(n),this.redraw(),this.
element.scrollIntoView({behavior:$t()?"auto":"smooth",block:"nearest"})}hover(t){let n=t===void 0?void 0:Je(this.#h(),this.lanes,this.context.rows,this.context.
selection.mask,t.x,t.y);this.#i=n===void 0||t===void 0?void 0:{target:n,point:t},this.canvas.style.cursor=n===void 0?"":"pointer",this.context.setCursor(t===void 0||
t.x<92?void 0:this.timeAt(t.x)),this.#c()}pinAt(t){this.hover(t),this.#l=this.#i,this.#c()}unpin(){this.#l=void 0,this.#i=void 0,this.#u=[],this.redraw()}pinOperation(t){
let{model:n,view:o}=this.context,[r,s]=[n.start[t],n.end[t]];(r<o.from||Math.min(s,r+o.span/2)>o.to)&&o.show({from:r-o.span/2,to:r+o.span/2});let i={kind:"opera\\
tion",number:t},a=this.#p(this.#h(),t);this.#l={target:i,point:{x:a.x,y:a.y+a.height}},this.#i=void 0,this.#e.textContent=He(Ht(n,i)),this.#c()}choose(t){this.#m=
t,this.#c()}drawNow(){let t=performance.now();return this.#d(),performance.now()-t}#d(){this.#s=!0,this.#f()}#c(){this.#a||(this.#a=!0,requestAnimationFrame(()=>{
this.#a=!1,this.#f()}))}#y(){let t=this.element.clientWidth;t!==this.#o&&(this.#o=t,this.#d())}#f(){this.#o!==0&&(this.#s&&this.#g(),this.#s=!1,this.#x())}#h(t){
let{model:n,view:o,theme:r}=this.context;return{ctx:t??this.canvas.getContext("2d"),model:n,theme:r,from:o.from,to:o.to,left:92,right:this.#o-18,height:this.lanes.
height,ratio:window.devicePixelRatio||1,scale:this.plotWidth/o.span}}#g(){let{rows:t,selection:n,shades:o,alarms:r}=this.context,{lanes:s}=this,i=q(this.canvas,
this.#o,s.height),a=this.#h(i);i.clearRect(0,0,this.#o,s.height),Ie(a,s,t),Ne(a,s),Ge(a,s,t),i.save(),i.beginPath(),i.rect(92,0,this.plotWidth,s.height),i.clip();
let l=r.filter(d=>d.to>=a.from&&d.from<=a.to);ze(a,s),fe(a,s,l),qt(a,s),qe(a,s),Ke(a,s),_e(a,s,{rows:t,shades:o,mask:n.mask}),ye(a,s),he(a,s,l);let c=[...l.flatMap(
d=>d.operations),...this.#u];for(let d of c)this.#b(a,d,c.length<=wo);i.restore()}#b(t,n,o){let r=this.#p(t,n);Ft(t,r,t.theme.alarm),o&&r.x<=t.right&&r.x+r.width>=
t.left&&ge(t,r,W(D(this.context.model,n)))}#x(){let t=q(this.#t,this.#o,this.lanes.height),n=this.#h(t);t.clearRect(0,0,this.#o,this.lanes.height),this.#m!==void 0&&
Ye(n,this.lanes,this.#m),Ze(n,this.lanes,this.context.cursor);let o=this.#l??this.#i;if(o?.target.kind==="operation"&&Ft(n,this.#p(n,o.target.number),n.theme.ink),
o===void 0){this.#n.hide();return}let r=o.target.kind==="operation"?o.target.number:o,s=Ht(this.context.model,o.target),{x:i,y:a}=o===this.#l?this.#w(n,o):o.point;
this.#n.show(r,s,o===this.#l,i,a,this.#o)}#w(t,{target:n,point:o}){if(n.kind!=="operation")return o;let{x:r,width:s}=this.#p(t,n.number);return{x:Math.min(Math.
max(r+Math.min(s,40),92),t.right),y:o.y}}#p(t,n){let{model:o}=this.context,{rowHeight:r,top:s}=this.lanes.rows,i=r>=8?2:0,a=w(t,o.start[n]),l=Math.max((o.end[n]-
o.start[n])*t.scale,2);return{x:a,y:s+this.#r[n]*r+i,width:l,height:Math.max(r-2*i,2)}}#k(){let{model:t}=this.context,{results:n,experiment:o}=t.data;return\`Tim\\
eline of \${C(t.count,"operation")} by \${C(this.context.rows.length,"process","processes")} on \${C(o.nodes.length,"node")} over \${O(t.duration)}, with \${C(t.faults.
length,"fault")} and \${C(n.elections,"election")}. The same is told in the tables below.\`}};function ko(){let e=document.getElementById("report"),t=document.getElementById("report-data")?.textContent;if(e===null||t===void 0)throw new Error("this page h\\
olds no report");let n=Zt(JSON.parse(t)),o=new xt(n),r=new Ct(o),s=new wt(o),i=ie(o,r),a=Ee(o);Pe(r),ee(r,i.focusSearch);let l=o.alarms[0];l!==void 0&&n.data.results.
verdict==="invalid"&&o.view.show(Y(l));let c=de(o,r);e.append(Me(n),...c===void 0?[]:[c],E("timeline","The run","Drag to pan, turn the wheel or pinch to zoom, s\\
hift and drag to zoom into a span, click to pin.",i.element,s.element,r.element,Se(o),m("details",{class:"keys",id:"keys"},m("summary",{},"Keys, when the pictur\\
e has the focus"),m("dl",{},...te.flatMap(([d,u])=>[m("dt",{},d),m("dd",{},u)])))),a.element,...Be(o,r),ve(n)),a.start(),Object.defineProperty(window,"seaworthy\\
Report",{value:{context:o,timeline:r}})}ko();})();
`;
export const pageStyle = `:root{color-scheme:light dark;--font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;--mono: ui-monospace, "SF M\\
ono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;--bg: #f5f6f7;--surface: #ffffff;--raised: #ffffff;--ink: #1a2129;--ink-2: #4a5561;--ink-3:
#76818c;--line: #d9dee3;--line-soft: #e9edf0;--dim: #e1e6ea;--accent: #1c5fa3;--alarm: #c23321;--valid: #00775a;--invalid: #c23321;--unknown: #86650c;--ok-1: #8fc1e6;
--ok-2: #3d8fd0;--ok-3: #1b5a94;--fail-1: #f0b25c;--fail-2: #e0890f;--fail-3: #a96200;--info-1: #c28fd0;--info-2: #9a4fb0;--info-3: #6a2c80;--fault-partition: #c9562a;
--fault-kill: #3c444d;--fault-pause: #9c8300;--fault-clock: #0b8a72;--fault-other: #6a7886;--term-1: #c4dcf2;--term-2: #cfe7d6;--term-3: #f5e3bd;--term-4: #e3d5ee;
--term-5: #f6d6cc;--term-6: #cfe6ea;--node-1: #0072b2;--node-2: #d55e00;--node-3: #009e73;--node-4: #b0508c;--node-5: #8a7a00;--node-6: #3fa4d8;--node-7: #5b6570;
--function-1: #0f7a70;--function-2: #4a48c8;--function-3: #b3446f;--function-4: #7a5a2a;--function-5: #5c6873;--function-6: #2f94c9;--function-7: #7b9a1c}@media(prefers-color-scheme:dark){
:root:not([data-print]){--bg: #101418;--surface: #181d23;--raised: #222932;--ink: #e6ebf0;--ink-2: #b0bac4;--ink-3: #818c97;--line: #343d46;--line-soft: #262e36;
--dim: #2b333b;--accent: #6fb1ef;--alarm: #ff7a66;--valid: #36c39b;--invalid: #ff7a66;--unknown: #e3bd55;--ok-1: #9accef;--ok-2: #4b9fe0;--ok-3: #2a6fae;--fail-1:
#f7c77f;--fail-2: #eb9c2d;--fail-3: #b97412;--info-1: #dcb3e8;--info-2: #bd7bd2;--info-3: #8f4ba6;--fault-partition: #ea8257;--fault-kill: #a3aeb9;--fault-pause:
#cdb331;--fault-clock: #35b99c;--fault-other: #8796a5;--term-1: #27486a;--term-2: #28523d;--term-3: #5b4a1c;--term-4: #4b3a60;--term-5: #643c30;--term-6: #24505a;
--node-1: #4aa8e0;--node-2: #f08a3c;--node-3: #2cc495;--node-4: #de86bb;--node-5: #cdbb3a;--node-6: #86cdf2;--node-7: #97a3af;--function-1: #3cbcae;--function-2:
#9492f5;--function-3: #e8799f;--function-4: #c79a5c;--function-5: #9aa6b1;--function-6: #6cc0ec;--function-7: #aecb4c}}*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--font);-webkit-font-smoothing:antialiased;font-variant-numeric:tabular-nums}
main{max-width:1560px;margin:0 auto;padding:28px 28px 56px;display:grid;grid-template-columns:minmax(0,1fr);gap:22px}h1,h2,h3,p,dl,dd,ul,ol{margin:0}[hidden]{display:none!important}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.overline{display:flex;flex-wrap:wrap;gap:4px 18px;
color:var(--ink-3);font-size:13px}h1{font-size:17px;font-weight:600;line-height:1.35;margin-top:2px;overflow-wrap:anywhere}.verdict{display:flex;align-items:flex-start;
gap:18px;margin-top:18px}.badge{display:inline-flex;align-items:center;gap:8px;padding:7px 18px 7px 13px;border-radius:9px;background:var(--verdict);color:var(--surface);
font-size:20px;font-weight:650;line-height:1.3}.verdict-valid{--verdict: var(--valid)}.verdict-invalid{--verdict: var(--invalid)}.verdict-unknown{--verdict: var(--unknown)}
.reason:first-letter{text-transform:uppercase}.reason{font-size:19px;line-height:1.4;max-width:96ch;padding-top:6px;text-wrap:pretty;overflow-wrap:anywhere}.reasons{
margin-top:12px;padding-left:20px;color:var(--ink-2);max-width:90ch}.notice{margin-top:12px;color:var(--unknown)}.tiles{display:grid;grid-template-columns:minmax(260px,1.5fr)
repeat(auto-fit,minmax(170px,1fr));margin-top:24px;background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;overflow:hidden}.tile{display:grid;
align-content:start;gap:2px;padding:15px 20px 14px;box-shadow:0 0 0 .5px var(--line-soft)}.tile-label{color:var(--ink-2);font-size:13px}.tile-number{font-size:27px;
font-weight:600;line-height:1.2;letter-spacing:-.01em}.tile-under{color:var(--ink-3);font-size:13px;overflow-wrap:anywhere}.shares{display:flex;flex-wrap:wrap;gap:2px
14px}.share{white-space:nowrap}.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:8px 32px;margin-top:20px;font-size:14px}.facts>div{
display:grid;grid-template-columns:96px minmax(0,1fr)}@media(min-width:760px){.facts>.wide{grid-column:span 2}}dt{color:var(--ink-3)}dd{overflow-wrap:anywhere}.card{
background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;padding:20px 24px 22px;min-width:0}.card-head{display:flex;flex-wrap:wrap;align-items:baseline;
gap:2px 16px;margin-bottom:14px}h2{font-size:18px;font-weight:600;line-height:1.35}h3{font-size:14px;font-weight:600}.hint{color:var(--ink-3);font-size:13px}.columns{
display:grid;grid-template-columns:repeat(auto-fit,minmax(min(460px,100%),1fr));gap:22px;align-items:start}@media(max-width:720px){main{padding:16px 12px 40px}.card{
padding:16px 14px}.verdict{flex-direction:column;gap:8px}}button,select,.search{font:inherit;font-size:13px;line-height:20px;color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:7px;padding:4px
10px;min-height:30px}button{cursor:pointer}button:hover,select:hover{border-color:var(--ink-3)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.search{width:150px}.search::placeholder{color:var(--ink-3);opacity:1}.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);font:inherit}.link:hover{
text-decoration:underline}.quiet{border-color:transparent;background:none;color:var(--accent)}.chip[aria-pressed=true]{background:var(--ink);border-color:var(--ink);
color:var(--surface)}.alarm{border-color:var(--alarm);color:var(--alarm)}.group{display:inline-flex}.group>button{border-radius:0;margin-left:-1px;position:relative}
.group>button:hover,.group>button:focus-visible{z-index:1}.group>button:first-child{border-radius:7px 0 0 7px;margin-left:0}.group>button:last-child{border-radius:0
7px 7px 0}.group>button:only-child{border-radius:7px}.table{overflow:auto}.table.tall{max-height:420px}#faults table{min-width:940px}table{border-collapse:collapse;
width:100%;font-size:13.5px}th{position:sticky;top:0;background:var(--surface);color:var(--ink-3);font-weight:500;text-align:left;white-space:nowrap;box-shadow:inset
0 -1px var(--line)}th,td{padding:6px 18px 6px 0;vertical-align:top}th:last-child,td:last-child{padding-right:0}tbody tr+tr td{border-top:1px solid var(--line-soft)}
td{overflow-wrap:break-word}.number{text-align:right;white-space:nowrap}.kind{white-space:nowrap}.status-skipped{color:var(--ink-3)}.status-indeterminate{color:var(--unknown)}
.command{display:flex;align-items:flex-start;gap:12px}.command code{flex:1;padding:9px 14px;border-radius:8px;background:var(--bg);font:13px/1.5 var(--mono);overflow-wrap:anywhere}
.command+.logs,.command+.hint,.logs+.hint{margin-top:10px}a{color:var(--accent)}.toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin-bottom:14px}.toolbar select{max-width:150px}.push{margin-left:auto}.found{color:var(--ink-2);
font-size:13px}.minimap,.timeline{position:relative}.minimap{margin-bottom:6px}canvas{display:block}.minimap canvas,.timeline canvas{width:100%}.minimap-picture{
height:52px;touch-action:pan-y}.timeline-picture{cursor:grab;touch-action:pan-y;-webkit-user-select:none;user-select:none;border-radius:4px}.timeline-picture:active{
cursor:grabbing}.timeline-overlay{position:absolute;inset:0;pointer-events:none}.tooltip{position:absolute;z-index:5;max-width:380px;padding:10px 14px 11px;border:1px
solid var(--line);border-radius:10px;background:var(--raised);box-shadow:0 6px 22px #0a141e29;font-size:13px;line-height:1.45;pointer-events:none}.tooltip.pinned{
pointer-events:auto;border-color:var(--ink-3)}.tooltip-head{display:flex;align-items:baseline;margin-bottom:6px;overflow-wrap:anywhere}.tooltip-head strong{font-weight:600;
font-size:14px;flex:1}.tooltip dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:1px 14px}.close{min-height:0;border:0;background:none;padding:0 2px;
margin-left:10px;font-size:18px;line-height:1;color:var(--ink-2)}.mark{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px;flex:none;
background:var(--mark, var(--ink-3))}.mark-ok{--mark: var(--ok-2)}.mark-fail{--mark: var(--fail-2)}.mark-info{--mark: var(--info-2)}.mark-reign{--mark: var(--term-1)}
.mark-fault{--mark: var(--fault-partition)}.mark.shade-1{--mark: var(--ok-1)}.mark.shade-2{--mark: var(--ok-2)}.mark.shade-3{--mark: var(--ok-3)}.fault-partition{
--mark: var(--fault-partition)}.fault-kill{--mark: var(--fault-kill)}.fault-pause{--mark: var(--fault-pause)}.fault-clock{--mark: var(--fault-clock)}.fault-other{
--mark: var(--fault-other)}.function-1{--mark: var(--function-1)}.function-2{--mark: var(--function-2)}.function-3{--mark: var(--function-3)}.function-4{--mark:
var(--function-4)}.function-5{--mark: var(--function-5)}.function-6{--mark: var(--function-6)}.function-7{--mark: var(--function-7)}.legend{display:flex;flex-wrap:wrap;
gap:4px 18px;color:var(--ink-2);font-size:13px}.timeline+.legend{margin-top:12px}.shades .mark:not(:first-child){margin-left:10px}.line{display:inline-block;width:18px;
margin:0 6px 3px 0;border-top:2px solid var(--ink-3)}.line.dashed{border-top-style:dotted}.line~.line{margin-left:12px}.keys{margin-top:12px;font-size:13px;color:var(--ink-2)}
.keys summary{cursor:pointer;width:fit-content}.keys dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin-top:8px}.plot-head{display:flex;flex-wrap:wrap;
align-items:center;gap:6px 18px;min-height:32px;margin-bottom:4px}.plot+.plot-head{margin-top:14px}.readout{margin-left:auto;color:var(--ink-2);font-size:13px;white-space:pre-wrap}
.plot{overflow:hidden}.uplot{font-family:var(--font)}.u-select{background:color-mix(in srgb,var(--accent) 18%,transparent)}.u-hz .u-cursor-x{border-right:1px solid
var(--ink-3)}#violations{border-color:color-mix(in srgb,var(--alarm) 45%,var(--surface))}#violations h2{color:var(--alarm)}.anomaly+.anomaly,.others+.anomaly{margin-top:26px;
padding-top:24px;border-top:1px solid var(--line-soft)}.further{border-top:1px solid var(--line-soft)}.others{margin-top:18px}.others>summary{width:fit-content;
padding:4px 0 8px;color:var(--accent);cursor:pointer}.further summary{padding:9px 0;cursor:pointer;overflow-wrap:anywhere}.further .anomaly{padding:4px 0 20px 18px}
.further .sentence{display:none}.sentence:first-letter,.further summary:first-letter{text-transform:uppercase}.sentence{font-size:17px;line-height:1.45;max-width:84ch;
overflow-wrap:anywhere}.sentence+.hint{margin-top:4px}.anomaly-picture{margin:16px 0 10px}.anomaly-picture svg{display:block;font:12.5px var(--font)}.anomaly-picture
text{fill:var(--ink-2)}.anomaly-picture .small{font-size:11px}.anomaly-picture .name{text-anchor:end;font-size:12px}.anomaly-picture .time{font-size:11px;text-anchor:middle;
fill:var(--ink-3)}.anomaly-picture .rule{stroke:var(--line-soft)}.anomaly-picture .moment{stroke:var(--line);stroke-dasharray:2 3}.anomaly-picture .shade{fill:var(--mark);
opacity:.08}.anomaly-picture .bar{fill:var(--mark)}.anomaly-picture .operation{cursor:pointer;outline-offset:3px}.anomaly-picture .interval{fill:var(--interval)}
.anomaly-picture .operation:hover .interval{stroke:var(--ink);stroke-width:2}.outcome-ok.shade-1{--interval: var(--ok-1);--on: #0f1a24}.outcome-ok{--interval: var(--ok-2);
--on: #ffffff}.outcome-ok.shade-3{--interval: var(--ok-3);--on: #ffffff}.outcome-fail{--interval: var(--fail-2);--on: #0f1a24}.outcome-info{--interval: var(--info-2);
--on: #ffffff}.anomaly-picture text.in{fill:var(--on);font-weight:600}.anomaly-picture text.out{fill:var(--ink);font-weight:600}.anomaly-picture text.before{text-anchor:end}
.operations{padding-left:22px;margin-bottom:14px}.operations li{padding:2px 0}.operations .operation{font-weight:600}@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}@media print{main{max-width:none;padding:0;gap:14px}body{background:#fff;
font-size:11pt}.toolbar,.minimap,.keys,.tooltip,.card button:not(.link),#timeline-heading+.hint,#plots-heading+.hint{display:none}.card{border:0;padding:8px 0}canvas{
max-width:100%;-webkit-print-color-adjust:exact;print-color-adjust:exact}.mark,.badge,.anomaly-picture{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.timeline-overlay{display:none}.table.tall{max-height:none}tr,.tile,.anomaly{break-inside:avoid}}
`;
